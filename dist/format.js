export { Cn as firstMisplaced, wn as formatMapping } from "./shared.js";
