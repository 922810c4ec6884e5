export { hn as ACCOUNT_FIELD, gn as isMicrosoftsPath, _n as nameOf } from "./shared.js";
