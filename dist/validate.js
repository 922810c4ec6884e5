export { Zt as validateMapping } from "./shared.js";
