// Stands for jsonwebtoken, of which MSAL needs this one function, and only where an application signs in with a
// certificate: until then nothing of it is evaluated.
module.exports = { sign: (...given) => require("jsonwebtoken/sign.js")(...given) };
