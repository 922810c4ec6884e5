export { Dn as runConnections, On as runConnectionsSummary } from "./shared.js";
