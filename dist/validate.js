export { Nn as validateMapping } from "./shared.js";
