export { ir as section, ar as validationHeadline, or as validationSummary, sr as validationText } from "./shared.js";
