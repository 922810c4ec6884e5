export { Pn as ACCOUNT_FIELD, Fn as canonicalJson, In as compileMapping, Ln as isMicrosoftsPath, Rn as nameOf } from "./shared.js";
