export { An as validateMapping } from "./shared.js";
