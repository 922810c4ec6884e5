export { kn as firstMisplaced, An as formatMapping } from "./shared.js";
