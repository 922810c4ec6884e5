export { Sn as ACCOUNT_FIELD, Cn as canonicalJson, wn as compileMapping, Tn as isMicrosoftsPath, En as nameOf } from "./shared.js";
