export { n as explanationText } from "./shared.js";
