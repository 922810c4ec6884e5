export { kn as validateMapping } from "./shared.js";
