export { Tn as headline, En as summary, Dn as value } from "./shared.js";
