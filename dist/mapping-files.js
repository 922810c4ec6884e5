export { Vr as readMappingIfThere, Hr as readMappings, Ur as writeMapping } from "./shared.js";
