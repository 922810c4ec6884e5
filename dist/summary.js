export { F as headline, I as summary, L as value } from "./shared.js";
