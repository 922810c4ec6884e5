export { Ln as ACCOUNT_FIELD, Rn as canonicalJson, zn as compileMapping, Bn as isMicrosoftsPath, Vn as nameOf } from "./shared.js";
