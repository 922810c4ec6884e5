export { rn as firstMisplaced, in as formatMapping } from "./shared.js";
