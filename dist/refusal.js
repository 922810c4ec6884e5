export { vi as denied, yi as hindranceIn, bi as isDenied, xi as messageIn, Si as outage, Ci as rateLimited, wi as settingIn, Ti as shortly, Ei as tokenRefused } from "./shared.js";
