export { Wt as validateMapping } from "./shared.js";
