export { nn as FILES, rn as runConnections, in as runConnectionsSummary } from "./shared.js";
