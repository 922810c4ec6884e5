export { L as headline, R as summary, z as value } from "./shared.js";
