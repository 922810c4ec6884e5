export { An as firstMisplaced, jn as formatMapping } from "./shared.js";
