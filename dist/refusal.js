export { Br as denied, Vr as hindranceIn, Hr as isDenied, Ur as messageIn, Wr as outage, Gr as rateLimited, Kr as settingIn, qr as shortly, Jr as tokenRefused } from "./shared.js";
