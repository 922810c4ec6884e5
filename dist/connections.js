export { jn as runConnections, Mn as runConnectionsSummary } from "./shared.js";
