export { g as readConnections, _ as readMapping, v as readMappingIfThere, y as readMappings, b as writeMapping } from "./start.js";
