export { hr as readMappingIfThere, gr as readMappings, _r as writeMapping } from "./shared.js";
