export { o as explanationText } from "./shared.js";
