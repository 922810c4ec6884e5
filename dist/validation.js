export { Fn as section, In as validationHeadline, Ln as validationSummary, Rn as validationText } from "./shared.js";
