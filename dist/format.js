export { Fn as firstMisplaced, In as formatMapping } from "./shared.js";
