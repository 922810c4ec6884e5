export { t as validationHeadline, n as validationSummary, r as validationText } from "./shared.js";
