export { li as readMappingIfThere, ui as readMappings, di as writeMapping } from "./shared.js";
