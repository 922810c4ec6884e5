export { wn as firstMisplaced, Tn as formatMapping } from "./shared.js";
