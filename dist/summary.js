export { I as headline, L as summary, R as value } from "./shared.js";
