export { rn as FILES, in as runConnections, an as runConnectionsSummary } from "./shared.js";
