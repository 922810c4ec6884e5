export { Qt as validateMapping } from "./shared.js";
