export { wn as ACCOUNT_FIELD, Tn as canonicalJson, En as compileMapping, Dn as isMicrosoftsPath, On as nameOf } from "./shared.js";
