export { Kn as section, qn as validationHeadline, Jn as validationSummary, Yn as validationText } from "./shared.js";
