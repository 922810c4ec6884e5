export { vr as section, yr as validationHeadline, br as validationSummary, xr as validationText } from "./shared.js";
