export { _i as denied, vi as hindranceIn, yi as isDenied, bi as messageIn, xi as outage, Si as rateLimited, Ci as settingIn, wi as shortly, Ti as tokenRefused } from "./shared.js";
