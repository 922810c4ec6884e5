export { $n as section, er as validationHeadline, tr as validationSummary, nr as validationText } from "./shared.js";
