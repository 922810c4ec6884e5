export { qt as FILES, Jt as runConnections, Yt as runConnectionsSummary } from "./shared.js";
