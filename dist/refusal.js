export { _r as denied, vr as hindranceIn, yr as isDenied, br as messageIn, xr as outage, Sr as rateLimited, Cr as settingIn, wr as shortly, Tr as tokenRefused } from "./shared.js";
