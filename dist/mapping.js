export { Mn as ACCOUNT_FIELD, Nn as canonicalJson, Pn as compileMapping, Fn as isMicrosoftsPath, In as nameOf } from "./shared.js";
