export { lr as hindranceIn, ur as isDenied, dr as messageIn, fr as outage, pr as rateLimited } from "./shared.js";
