export { Cn as FILES, wn as runConnections, Tn as runConnectionsSummary } from "./shared.js";
