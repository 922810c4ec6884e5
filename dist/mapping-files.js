export { Lr as readMappingIfThere, Rr as readMappings, zr as writeMapping } from "./shared.js";
