export { Yt as firstMisplaced, Xt as formatMapping } from "./shared.js";
