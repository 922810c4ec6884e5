export { On as runConnections, kn as runConnectionsSummary } from "./shared.js";
