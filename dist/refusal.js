export { mi as denied, hi as hindranceIn, gi as isDenied, _i as messageIn, vi as outage, yi as rateLimited, bi as settingIn, xi as shortly, Si as tokenRefused } from "./shared.js";
