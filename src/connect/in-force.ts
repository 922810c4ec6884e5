import { readConnections } from "../adapters/text-file.ts";
import { chosen, loadConnections } from "../connections/load.ts";
import { connectionsInForce, proposalOf } from "../connections/proposed.ts";
import { ConfigurationError } from "../errors.ts";
import type { Inputs } from "../inputs/inputs.ts";
import { environmentsOf, readDocument } from "../mapping/load.ts";
import type { MappingPlace } from "../mapping/mapping.ts";
import type { MappingDocument } from "../mapping/schema/schema.ts";
import type { FilesInForce } from "../model/files-in-force.ts";

/** What a proposed mapping is compared with. */
export interface InForce {
  /** `null` where there is none, or none that could be read: then no value may be shown. */
  readonly document: MappingDocument | null;
  /** Why there is nothing to compare with, as a sentence, or `null` when there is. */
  readonly alone: string | null;
}

const ALL_OF_IT = "so there is nothing to compare with. What follows is all that the proposed one does.";

/** Of one of several connections, the mapping that it has without the pull request, wherever that lies. */
export async function mappingInForce(
  { connection }: Pick<Inputs, "connection">,
  place: MappingPlace,
  files: FilesInForce,
): Promise<InForce> {
  if (!connection) return inForceAt(place, files);
  const { name, file } = connection;
  const [proposed] = chosen(loadConnections(await readConnections(file), file), [name], file);
  if (!proposed) throw new Error(`connection ${name} was chosen, and is not there`);
  const proposal = proposalOf(proposed, connectionsInForce(await files.read(file), file));
  switch (proposal.kind) {
    case "kept": {
      const { mapping } = proposal;
      return readInForce(await files.read(mapping), { ...place, file: mapping });
    }
    case "new":
      return nothing("The connection is new: there is none in force to compare it with.");
    case "unknown":
      return nothing(`The file of connections in force has mistakes, ${ALL_OF_IT}`);
    case "moved":
      return nothing(`The connection itself changes (${proposal.keys.join(", ")}), ${ALL_OF_IT}`);
  }
}

/** The workflow of a pull request names the file as it is to be called from then on. */
async function inForceAt(place: MappingPlace, files: FilesInForce): Promise<InForce> {
  const text = await files.read(place.file);
  const former = text === null ? await files.formerPath(place.file) : null;
  if (former === null) return readInForce(text, place);
  return readInForce(await files.read(former), { ...place, file: former });
}

function nothing(alone: string): InForce {
  return { document: null, alone };
}

/** @param text The file as it is without the pull request, or `null` when the pull request adds it. */
function readInForce(text: string | null, place: MappingPlace): InForce {
  if (text === null) return nothing("The mapping is new: there is none in force to compare it with.");
  try {
    const { file, environment } = place;
    if (environment !== null && !environmentsOf(text, file).includes(environment))
      return nothing("The environment is new in the mapping: there is none in force to compare it with.");
    return { document: readDocument(text, place), alone: null };
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return nothing(`The mapping in force has mistakes, ${ALL_OF_IT}`);
  }
}
