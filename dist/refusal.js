export { br as denied, xr as hindranceIn, Sr as isDenied, Cr as messageIn, wr as outage, Tr as rateLimited, Er as settingIn, Dr as shortly, Or as tokenRefused } from "./shared.js";
