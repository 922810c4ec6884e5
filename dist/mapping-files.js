export { Qr as readMappingIfThere, $r as readMappings, ei as writeMapping } from "./shared.js";
