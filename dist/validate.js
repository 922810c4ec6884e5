export { mn as validateMapping } from "./shared.js";
