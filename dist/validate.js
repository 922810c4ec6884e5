export { sn as validateMapping } from "./shared.js";
