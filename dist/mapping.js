export { gn as ACCOUNT_FIELD, _n as isMicrosoftsPath, vn as nameOf } from "./shared.js";
