export { lr as hindranceIn, ur as isDenied, dr as messageIn, fr as outage, pr as rateLimited, mr as shortly } from "./shared.js";
