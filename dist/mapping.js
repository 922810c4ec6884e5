export { zn as ACCOUNT_FIELD, Bn as isMicrosoftsPath, Vn as nameOf } from "./shared.js";
