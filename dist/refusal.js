export { ur as hindranceIn, dr as isDenied, fr as messageIn, pr as outage, mr as rateLimited, hr as settingIn, gr as shortly } from "./shared.js";
