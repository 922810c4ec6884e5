export { Vn as section, Hn as validationHeadline, Un as validationSummary, Wn as validationText } from "./shared.js";
