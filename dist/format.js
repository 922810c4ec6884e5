export { Dn as firstMisplaced, On as formatMapping } from "./shared.js";
