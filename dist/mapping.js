export { bn as ACCOUNT_FIELD, xn as isMicrosoftsPath, Sn as nameOf } from "./shared.js";
