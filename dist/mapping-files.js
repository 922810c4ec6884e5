export { Dr as readMappingIfThere, Or as readMappings, kr as writeMapping } from "./shared.js";
