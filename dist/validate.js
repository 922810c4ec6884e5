export { xn as validateMapping } from "./shared.js";
