export { Fn as validateMapping } from "./shared.js";
