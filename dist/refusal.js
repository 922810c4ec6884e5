export { Ar as denied, jr as hindranceIn, Mr as isDenied, Nr as messageIn, Pr as outage, Fr as rateLimited, Ir as settingIn, Lr as shortly, Rr as tokenRefused } from "./shared.js";
