export { An as ACCOUNT_FIELD, jn as isMicrosoftsPath, Mn as nameOf } from "./shared.js";
