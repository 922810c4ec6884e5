export { on as validateMapping } from "./shared.js";
