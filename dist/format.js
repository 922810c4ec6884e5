export { ln as firstMisplaced, un as formatMapping } from "./shared.js";
