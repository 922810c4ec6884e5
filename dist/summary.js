export { un as headline, dn as summary, fn as value } from "./shared.js";
