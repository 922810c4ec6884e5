export { fi as denied, pi as hindranceIn, mi as isDenied, hi as messageIn, gi as outage, _i as rateLimited, vi as settingIn, yi as shortly, bi as tokenRefused } from "./shared.js";
