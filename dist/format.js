export { Sn as firstMisplaced, Cn as formatMapping } from "./shared.js";
