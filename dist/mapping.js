export { yn as ACCOUNT_FIELD, bn as canonicalJson, xn as compileMapping, Sn as isMicrosoftsPath, Cn as nameOf } from "./shared.js";
