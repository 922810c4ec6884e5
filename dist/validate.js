export { Mn as validateMapping } from "./shared.js";
