export { xn as section, Sn as validationHeadline, Cn as validationSummary, wn as validationText } from "./shared.js";
