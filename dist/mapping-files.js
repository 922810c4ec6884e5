export { Fr as readMappingIfThere, Ir as readMappings, Lr as writeMapping } from "./shared.js";
