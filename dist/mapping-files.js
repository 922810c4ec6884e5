export { hi as readMappingIfThere, gi as readMappings, _i as writeMapping } from "./shared.js";
