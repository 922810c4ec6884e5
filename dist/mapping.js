export { wn as ACCOUNT_FIELD, Tn as isMicrosoftsPath, En as nameOf } from "./shared.js";
