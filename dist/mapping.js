export { zn as ACCOUNT_FIELD, Bn as OWNER_FIELD, Vn as isMicrosoftsPath, Hn as nameOf } from "./shared.js";
