// Stands for node:assert in undici, which asserts at every step, but never yet in vain: Node's is loaded when it does.
module.exports = (value, ...message) => {
  if (!value) require("node:assert")(value, ...message);
};
