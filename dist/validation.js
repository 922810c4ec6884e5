export { En as section, Dn as validationHeadline, On as validationSummary, kn as validationText } from "./shared.js";
