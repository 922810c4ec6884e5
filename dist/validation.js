export { Pn as section, Fn as validationHeadline, In as validationSummary, Ln as validationText } from "./shared.js";
