export { Bn as section, Vn as validationHeadline, Hn as validationSummary, Un as validationText } from "./shared.js";
