export { cn as FILES, ln as runConnections, un as runConnectionsSummary } from "./shared.js";
