export { Wt as FILES, Gt as runConnections, Kt as runConnectionsSummary } from "./shared.js";
