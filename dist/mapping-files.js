export { Yr as readMappingIfThere, Xr as readMappings, Zr as writeMapping } from "./shared.js";
