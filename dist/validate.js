export { Pn as validateMapping } from "./shared.js";
