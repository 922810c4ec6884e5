export { En as runConnections, Dn as runConnectionsSummary } from "./shared.js";
