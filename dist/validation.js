export { ur as section, dr as validationHeadline, fr as validationSummary, pr as validationText } from "./shared.js";
