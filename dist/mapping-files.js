export { _ as readConnections, v as readMapping, y as readMappingIfThere, b as readMappings, x as writeMapping } from "./start.js";
