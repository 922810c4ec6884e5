export { en as firstMisplaced, tn as formatMapping } from "./shared.js";
