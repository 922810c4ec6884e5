export { xn as ACCOUNT_FIELD, Sn as canonicalJson, Cn as compileMapping, wn as isMicrosoftsPath, Tn as nameOf } from "./shared.js";
