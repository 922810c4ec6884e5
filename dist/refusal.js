export { Rr as denied, zr as hindranceIn, Br as isDenied, Vr as messageIn, Hr as outage, Ur as rateLimited, Wr as settingIn, Gr as shortly, Kr as tokenRefused } from "./shared.js";
