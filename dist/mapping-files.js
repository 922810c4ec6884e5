export { b as readConnections, x as readMapping, S as readMappingIfThere, C as readMappings, w as writeMapping } from "./start.js";
