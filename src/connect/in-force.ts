import { ConfigurationError } from "../errors.ts";
import { environmentsOf, readDocument } from "../mapping/load.ts";
import type { MappingPlace } from "../mapping/mapping.ts";
import type { MappingDocument } from "../mapping/schema.ts";

/** What a proposed mapping is compared with. */
export interface InForce {
  /** `null` where there is none, or none that could be read: then no value may be shown. */
  readonly document: MappingDocument | null;
  /** Why there is nothing to compare with, as a sentence, or `null` when there is. */
  readonly alone: string | null;
}

/** @param text The file as it is without the pull request, or `null` when the pull request adds it. */
export function readInForce(text: string | null, place: MappingPlace): InForce {
  if (text === null)
    return { document: null, alone: "The mapping is new: there is none in force to compare it with." };
  try {
    const { file, environment } = place;
    if (environment !== null && !environmentsOf(text, file).includes(environment))
      return {
        document: null,
        alone: "The environment is new in the mapping: there is none in force to compare it with.",
      };
    return { document: readDocument(text, place), alone: null };
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    const alone =
      "The mapping in force has mistakes, so there is nothing to compare with. What follows is all that the proposed one does.";
    return { document: null, alone };
  }
}
