export { vn as headline, yn as summary, bn as value } from "./shared.js";
