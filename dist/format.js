export { pn as firstMisplaced, mn as formatMapping } from "./shared.js";
