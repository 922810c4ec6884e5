export { j as headline, M as summary, N as value } from "./shared.js";
