export { a as explanationText } from "./shared.js";
