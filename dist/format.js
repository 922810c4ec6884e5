export { sn as firstMisplaced, cn as formatMapping } from "./shared.js";
