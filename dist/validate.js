export { an as validateMapping } from "./shared.js";
