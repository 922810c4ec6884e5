export { Sn as validateMapping } from "./shared.js";
