export { yr as readMappingIfThere, br as readMappings, xr as writeMapping } from "./shared.js";
