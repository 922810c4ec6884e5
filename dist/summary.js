export { P as headline, F as summary, I as value } from "./shared.js";
