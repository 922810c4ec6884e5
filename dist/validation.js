export { er as section, tr as validationHeadline, nr as validationSummary, rr as validationText } from "./shared.js";
