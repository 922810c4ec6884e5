export { Ut as FILES, Wt as runConnections, Gt as runConnectionsSummary } from "./shared.js";
