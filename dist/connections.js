export { dn as FILES, fn as runConnections, pn as runConnectionsSummary } from "./shared.js";
