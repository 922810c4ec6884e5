export { _r as readMappingIfThere, vr as readMappings, yr as writeMapping } from "./shared.js";
