export { Yn as ACCOUNT_FIELD, Xn as OWNER_FIELD, Zn as isMicrosoftsPath, Qn as nameOf } from "./shared.js";
