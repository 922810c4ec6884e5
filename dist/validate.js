export { Cn as validateMapping } from "./shared.js";
