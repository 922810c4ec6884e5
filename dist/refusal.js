export { ti as denied, ni as hindranceIn, ri as isDenied, ii as messageIn, ai as outage, oi as rateLimited, si as settingIn, ci as shortly, li as tokenRefused } from "./shared.js";
