export { nn as firstMisplaced, rn as formatMapping } from "./shared.js";
