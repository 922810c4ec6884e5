export { in as FILES, an as runConnections, on as runConnectionsSummary } from "./shared.js";
