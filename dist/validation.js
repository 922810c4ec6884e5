export { tr as section, nr as validationHeadline, rr as validationSummary, ir as validationText } from "./shared.js";
