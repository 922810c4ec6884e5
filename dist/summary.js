export { cn as headline, ln as summary, un as value } from "./shared.js";
