export { Gn as section, Kn as validationHeadline, qn as validationSummary, Jn as validationText } from "./shared.js";
