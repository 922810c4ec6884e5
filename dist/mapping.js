export { Cn as ACCOUNT_FIELD, wn as isMicrosoftsPath, Tn as nameOf } from "./shared.js";
