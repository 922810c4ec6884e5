export { yn as FILES, bn as runConnections, xn as runConnectionsSummary } from "./shared.js";
