export { pi as readMappingIfThere, mi as readMappings, hi as writeMapping } from "./shared.js";
