export { Un as ACCOUNT_FIELD, Wn as OWNER_FIELD, Gn as isMicrosoftsPath, Kn as nameOf } from "./shared.js";
