export { Zt as ACCOUNT_FIELD, Qt as compileMapping, $t as isMicrosoftsPath, en as nameOf } from "./shared.js";
