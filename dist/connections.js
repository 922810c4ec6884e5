export { Kt as FILES, qt as runConnections, Jt as runConnectionsSummary } from "./shared.js";
