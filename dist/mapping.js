export { dn as ACCOUNT_FIELD, fn as canonicalJson, pn as compileMapping, mn as isMicrosoftsPath, hn as nameOf } from "./shared.js";
