export { Wr as denied, Gr as hindranceIn, Kr as isDenied, qr as messageIn, Jr as outage, Yr as rateLimited, Xr as settingIn, Zr as shortly, Qr as tokenRefused } from "./shared.js";
