export { Xt as validateMapping } from "./shared.js";
