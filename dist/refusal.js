export { Sr as denied, Cr as hindranceIn, wr as isDenied, Tr as messageIn, Er as outage, Dr as rateLimited, Or as settingIn, kr as shortly, Ar as tokenRefused } from "./shared.js";
