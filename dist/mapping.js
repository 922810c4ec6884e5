export { Qt as ACCOUNT_FIELD, $t as compileMapping, en as isMicrosoftsPath, tn as nameOf } from "./shared.js";
