// Stands for entities, whose table of 2,231 names takes longer to make than anything else takes to load: most texts
// have no entity, and most runs have none in any. Asked for once: in a bundle, `require` copies the exports each time.
let decode = null;
module.exports = {
  decodeHTMLStrict: (text) => {
    decode ??= require("entities/decode").decodeHTMLStrict;
    return decode(text);
  },
};
