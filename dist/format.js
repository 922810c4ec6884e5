export { jn as firstMisplaced, Mn as formatMapping } from "./shared.js";
