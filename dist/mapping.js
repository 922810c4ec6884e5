export { nn as ACCOUNT_FIELD, rn as compileMapping, in as isMicrosoftsPath, an as nameOf } from "./shared.js";
