export { vn as FILES, yn as runConnections, bn as runConnectionsSummary } from "./shared.js";
