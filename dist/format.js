export { in as firstMisplaced, an as formatMapping } from "./shared.js";
