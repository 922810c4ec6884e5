export { mr as section, hr as validationHeadline, gr as validationSummary, _r as validationText } from "./shared.js";
