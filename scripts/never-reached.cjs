// Stands for the parts of undici that are only for HTTP/2 and for bodies that are forms. Our client offers HTTP/1.1 and
// sends text, so they are never called; the former would load node:http2 at the start of every run.
module.exports = function neverReached() {
  throw new Error("this part of undici is not in the bundle: see scripts/never-reached.cjs");
};
