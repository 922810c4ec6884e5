export { gr as section, _r as validationHeadline, vr as validationSummary, yr as validationText } from "./shared.js";
