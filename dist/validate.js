export { hn as validateMapping } from "./shared.js";
