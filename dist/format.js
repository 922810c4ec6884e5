export { tn as firstMisplaced, nn as formatMapping } from "./shared.js";
