export { S as readConnections, C as readMapping, w as readMappingIfThere, T as readMappings, E as writeMapping } from "./start.js";
