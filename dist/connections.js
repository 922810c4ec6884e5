export { Nn as runConnections, Pn as runConnectionsSummary } from "./shared.js";
