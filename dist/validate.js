export { Kt as validateMapping } from "./shared.js";
