export { Nn as firstMisplaced, Pn as formatMapping } from "./shared.js";
