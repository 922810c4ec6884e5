export { lr as section, ur as validationHeadline, dr as validationSummary, fr as validationText } from "./shared.js";
