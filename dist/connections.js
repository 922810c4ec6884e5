export { Vt as FILES, Ht as runConnections, Ut as runConnectionsSummary } from "./shared.js";
