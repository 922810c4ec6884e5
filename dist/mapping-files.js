export { C as readConnections, w as readMapping, T as readMappingIfThere, E as readMappings, D as writeMapping } from "./start.js";
