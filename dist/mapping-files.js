export { Or as readMappingIfThere, kr as readMappings, Ar as writeMapping } from "./shared.js";
