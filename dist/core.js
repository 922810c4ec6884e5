export { N as getIDToken } from "./libraries.js";
