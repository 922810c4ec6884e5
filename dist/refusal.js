export { vr as denied, yr as hindranceIn, br as isDenied, xr as messageIn, Sr as outage, Cr as rateLimited, wr as settingIn, Tr as shortly, Er as tokenRefused } from "./shared.js";
