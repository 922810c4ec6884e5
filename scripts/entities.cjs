// Stands for entities, whose table of 2,231 names takes longer to make than anything else takes to load: most texts
// have no entity, and most runs have none in any.
module.exports = { decodeHTMLStrict: (text) => require("entities/decode").decodeHTMLStrict(text) };
