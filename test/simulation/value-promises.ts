import { keysIn } from "./fields.ts";
import type { FieldSettings } from "./story.ts";

/** Whether the mapping has something for a new record of that side whose counterpart has nothing in this field. */
export function isFilledAnyway(
  { otherwise, direction, when }: FieldSettings,
  side: "referral" | "opportunity",
): boolean {
  if (otherwise?.value === undefined) return false;
  if (side === "referral") return direction !== "referral to opportunity";
  return direction === "referral to opportunity" || (direction === "both" && when === "create");
}

interface ListWrite extends Pick<FieldSettings, "blank"> {
  readonly before: string | null;
  readonly value: string | null;
  /** What has stood on the other side, one after the other. */
  readonly seen: readonly (readonly (string | null)[])[];
}

/** What a run took out of a list, and nobody has taken out on the other side. Where all of it was emptied, that says nothing of its parts. */
export function takenUnasked({ before, value, seen, blank }: ListWrite): string[] {
  const wasTakenOut = (key: string) =>
    seen.some((values) =>
      values.some((one, place) => {
        const isEmptied = one === null && blank === "protect";
        const hadIt = values.slice(0, place).some((earlier) => keysIn(earlier).includes(key));
        return hadIt && !isEmptied && !keysIn(one).includes(key);
      }),
    );
  return keysIn(before).filter((key) => !keysIn(value).includes(key) && !wasTakenOut(key));
}
