export { Jr as readMappingIfThere, Yr as readMappings, Xr as writeMapping } from "./shared.js";
