export { tn as validateMapping } from "./shared.js";
