export { An as runConnections, jn as runConnectionsSummary } from "./shared.js";
