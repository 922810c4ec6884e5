export { gn as firstMisplaced, _n as formatMapping } from "./shared.js";
