export { v as readConnections, y as readMapping, b as readMappingIfThere, x as readMappings, S as writeMapping } from "./start.js";
