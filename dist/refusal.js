export { bi as denied, xi as hindranceIn, Si as isDenied, Ci as messageIn, wi as outage, Ti as rateLimited, Ei as settingIn, Di as shortly, Oi as tokenRefused } from "./shared.js";
