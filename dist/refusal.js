export { mr as denied, hr as hindranceIn, gr as isDenied, _r as messageIn, vr as outage, yr as rateLimited, br as settingIn, xr as shortly, Sr as tokenRefused } from "./shared.js";
