export { Ln as ACCOUNT_FIELD, Rn as isMicrosoftsPath, zn as nameOf } from "./shared.js";
