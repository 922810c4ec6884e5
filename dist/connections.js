export { fn as FILES, pn as runConnections, mn as runConnectionsSummary } from "./shared.js";
