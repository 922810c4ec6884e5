export { Zr as denied, Qr as hindranceIn, $r as isDenied, ei as messageIn, ti as outage, ni as rateLimited, ri as settingIn, ii as shortly, ai as tokenRefused } from "./shared.js";
