export { cr as hindranceIn, lr as isDenied, ur as messageIn, dr as outage, fr as rateLimited } from "./shared.js";
