export { wn as section, Tn as validationHeadline, En as validationSummary, Dn as validationText } from "./shared.js";
