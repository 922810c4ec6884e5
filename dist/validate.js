export { qt as validateMapping } from "./shared.js";
