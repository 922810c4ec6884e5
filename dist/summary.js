export { xn as headline, Sn as summary, Cn as value } from "./shared.js";
