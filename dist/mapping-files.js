export { mi as readMappingIfThere, hi as readMappings, gi as writeMapping } from "./shared.js";
