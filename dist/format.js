export { hn as firstMisplaced, gn as formatMapping } from "./shared.js";
