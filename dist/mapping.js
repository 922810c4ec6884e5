export { bn as ACCOUNT_FIELD, xn as canonicalJson, Sn as compileMapping, Cn as isMicrosoftsPath, wn as nameOf } from "./shared.js";
