export { En as validateMapping } from "./shared.js";
