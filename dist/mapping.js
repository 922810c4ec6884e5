export { Fn as ACCOUNT_FIELD, In as isMicrosoftsPath, Ln as nameOf } from "./shared.js";
