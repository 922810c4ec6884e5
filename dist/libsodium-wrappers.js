export { g as default } from "./sodium.js";
