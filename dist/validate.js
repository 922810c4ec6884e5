export { On as validateMapping } from "./shared.js";
