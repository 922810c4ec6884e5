export { cn as ACCOUNT_FIELD, ln as canonicalJson, un as compileMapping, dn as isMicrosoftsPath, fn as nameOf } from "./shared.js";
