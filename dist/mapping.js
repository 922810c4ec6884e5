export { xn as ACCOUNT_FIELD, Sn as isMicrosoftsPath, Cn as nameOf } from "./shared.js";
