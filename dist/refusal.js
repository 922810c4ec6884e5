export { Qr as denied, $r as hindranceIn, ei as isDenied, ti as messageIn, ni as outage, ri as rateLimited, ii as settingIn, ai as shortly, oi as tokenRefused } from "./shared.js";
