export { _n as firstMisplaced, vn as formatMapping } from "./shared.js";
