export { In as section, Ln as validationHeadline, Rn as validationSummary, zn as validationText } from "./shared.js";
