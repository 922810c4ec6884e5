export { Mn as ACCOUNT_FIELD, Nn as isMicrosoftsPath, Pn as nameOf } from "./shared.js";
