export { rn as headline, in as summary, an as value } from "./shared.js";
