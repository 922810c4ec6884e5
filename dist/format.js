export { Zt as firstMisplaced, Qt as formatMapping } from "./shared.js";
