export { Hn as ACCOUNT_FIELD, Un as OWNER_FIELD, Wn as isMicrosoftsPath, Gn as nameOf } from "./shared.js";
