// Stands for the parts of undici that are only for HTTP/2, for bodies that are forms, and for SOCKS. Our client offers HTTP/1.1,
// sends text, and refuses a proxy of SOCKS (src/proxy.ts), so they are never called; HTTP/2 would load node:http2 at the start of
// every run.
module.exports = function neverReached() {
  throw new Error("this part of undici is not in the bundle: see scripts/never-reached.cjs");
};
