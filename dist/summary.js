export { yn as headline, bn as summary, xn as value } from "./shared.js";
