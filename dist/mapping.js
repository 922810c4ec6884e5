export { Rn as ACCOUNT_FIELD, zn as isMicrosoftsPath, Bn as nameOf } from "./shared.js";
