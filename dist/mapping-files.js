export { di as readMappingIfThere, fi as readMappings, pi as writeMapping } from "./shared.js";
