export { t as headline, n as summary } from "./shared.js";
