export { jr as denied, Mr as hindranceIn, Nr as isDenied, Pr as messageIn, Fr as outage, Ir as rateLimited, Lr as settingIn, Rr as shortly, zr as tokenRefused } from "./shared.js";
