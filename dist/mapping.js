export { en as ACCOUNT_FIELD, tn as compileMapping, nn as isMicrosoftsPath, rn as nameOf } from "./shared.js";
