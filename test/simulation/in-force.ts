import type { Referral } from "../../src/emulator/partner-center/referral.ts";
import type { FieldName, MappingChange, Story } from "./story.ts";

/** What the mapping says that a run is given. */
export interface InForce extends Pick<Story, "fields" | "more" | "tellsSeller"> {
  /** A field that it does not have. */
  readonly lacks: FieldName | null;
  /** It leaves the deals of one city alone. */
  readonly isNarrow: boolean;
}

/** The mapping of the run with this number, as the story has changed it by then. */
export function inForce(story: Story, run: number): InForce {
  const { fields, more, tellsSeller = false, added, changes = [] } = story;
  const isAdded = added === undefined || run >= added.run;
  const first: InForce = {
    fields,
    ...(more ? { more } : {}),
    tellsSeller,
    lacks: isAdded ? null : added.field,
    isNarrow: false,
  };
  return changes.filter((change) => run >= change.run).reduce(changed, first);
}

function changed(before: InForce, { field, settings, more: changes, ...others }: MappingChange): InForce {
  const { fields, more, lacks } = before;
  return {
    ...before,
    ...others,
    ...(field && settings
      ? {
          fields: { ...fields, [field]: { ...fields[field], ...settings } },
          lacks: lacks === field ? null : lacks,
        }
      : {}),
    ...(more && changes ? { more: { ...more, ...changes } } : {}),
  };
}

/** After all changes. */
export function lastInForce(story: Story): InForce {
  return inForce(story, Number.POSITIVE_INFINITY);
}

/** Every mapping that a run of the story may have been given. */
export function everInForce(story: Story): InForce[] {
  const changes = [...(story.added ? [story.added] : []), ...(story.changes ?? [])];
  return [0, ...changes.map(({ run }) => run), Number.POSITIVE_INFINITY].map((run) => inForce(story, run));
}

/** Where the customers are that a narrow scope lets in, and those that it does not. */
export const CITY = "Bremen";
export const OTHER_CITY = "Hamburg";

export function isLeftOut({ isNarrow }: InForce, { customerProfile }: Readonly<Referral>): boolean {
  return isNarrow && customerProfile.address.city !== CITY;
}
