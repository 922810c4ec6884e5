export { _n as ACCOUNT_FIELD, vn as isMicrosoftsPath, yn as nameOf } from "./shared.js";
