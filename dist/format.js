export { In as firstMisplaced, Ln as formatMapping } from "./shared.js";
