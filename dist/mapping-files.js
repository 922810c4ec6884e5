export { Rr as readMappingIfThere, zr as readMappings, Br as writeMapping } from "./shared.js";
