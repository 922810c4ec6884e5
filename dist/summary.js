export { _n as headline, vn as summary, yn as value } from "./shared.js";
