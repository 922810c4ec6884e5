export { jn as ACCOUNT_FIELD, Mn as isMicrosoftsPath, Nn as nameOf } from "./shared.js";
