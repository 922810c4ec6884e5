export { dn as validateMapping } from "./shared.js";
