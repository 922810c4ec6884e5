export { Pn as firstMisplaced, Fn as formatMapping } from "./shared.js";
