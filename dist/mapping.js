export { Tn as ACCOUNT_FIELD, En as canonicalJson, Dn as compileMapping, On as isMicrosoftsPath, kn as nameOf } from "./shared.js";
