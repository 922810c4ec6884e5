export { fn as firstMisplaced, pn as formatMapping } from "./shared.js";
