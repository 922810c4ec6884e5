export { y as readConnections, b as readMapping, x as readMappingIfThere, S as readMappings, C as writeMapping } from "./start.js";
