export { on as firstMisplaced, sn as formatMapping } from "./shared.js";
