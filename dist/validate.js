export { $t as validateMapping } from "./shared.js";
