export { mr as readMappingIfThere, hr as readMappings, gr as writeMapping } from "./shared.js";
