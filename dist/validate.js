export { Yt as validateMapping } from "./shared.js";
