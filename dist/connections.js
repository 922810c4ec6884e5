export { Mn as runConnections, Nn as runConnectionsSummary } from "./shared.js";
