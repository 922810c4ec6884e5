export { Vn as ACCOUNT_FIELD, Hn as OWNER_FIELD, Un as isMicrosoftsPath, Wn as nameOf } from "./shared.js";
