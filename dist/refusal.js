export { gi as denied, _i as hindranceIn, vi as isDenied, yi as messageIn, bi as outage, xi as rateLimited, Si as settingIn, Ci as shortly, wi as tokenRefused } from "./shared.js";
