export { bn as FILES, xn as runConnections, Sn as runConnectionsSummary } from "./shared.js";
