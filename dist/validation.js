export { hr as section, gr as validationHeadline, _r as validationSummary, vr as validationText } from "./shared.js";
