export { in as validateMapping } from "./shared.js";
