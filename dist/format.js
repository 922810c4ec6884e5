export { dn as firstMisplaced, fn as formatMapping } from "./shared.js";
