import { Fn as readEverywhere, Vn as nameOf, kn as validateMapping, zn as compileMapping } from "./shared.js";
// src/commands/validate.ts
/** What can be said of a mapping without reading a record, with the digests by which the audit log names it. */
function validate(mapping) {
	const checked = validateMapping(mapping);
	return {
		...checked,
		digests: checked.problems.length > 0 ? [] : digestsOf(mapping)
	};
}
/** Of a mapping without mistakes, as it stands in its file and as it is in each of its environments. */
function digestsOf({ text, file }) {
	const { base, environments } = readEverywhere(text, file);
	return [[null, base], ...[...environments].map(([name, read]) => [name, read()])].map(([environment, { document }]) => {
		const mapping = compileMapping(document, {
			file,
			environment
		});
		return {
			name: nameOf(mapping),
			digest: mapping.digest
		};
	});
}
export { validate };
