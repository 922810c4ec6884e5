export { _i as readMappingIfThere, vi as readMappings, yi as writeMapping } from "./shared.js";
