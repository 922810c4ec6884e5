// Stands for node:http in undici, which wants two things of it, and would load all of it at the start of every run: the
// longest headers of an answer, 16 KiB as in Node, and the class of what Node's server receives, which we never send on.
module.exports = { maxHeaderSize: 16 * 1024, IncomingMessage: class {} };
