export { fr as section, pr as validationHeadline, mr as validationSummary, hr as validationText } from "./shared.js";
