export { tn as ACCOUNT_FIELD, nn as compileMapping, rn as isMicrosoftsPath, in as nameOf } from "./shared.js";
