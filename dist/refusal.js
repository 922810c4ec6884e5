export { Vr as denied, Hr as hindranceIn, Ur as isDenied, Wr as messageIn, Gr as outage, Kr as rateLimited, qr as settingIn, Jr as shortly, Yr as tokenRefused } from "./shared.js";
