import { MICROSOFT, type Referral } from "../../src/emulator/partner-center/referral.ts";
import type { Systems } from "./systems.ts";

/** Whom new rows go to: the first of the referral's team who is a user of the CRM, and else nobody, or one of them. */
export type OwnerRule = "team" | "team, or else Kim";

/** The users of the CRM; two of them have the same address, so that nobody can tell which is meant. */
const USERS = [
  { systemuserid: "80000001-0000-4000-8000-000000000000", internalemailaddress: "kim@adatum.example" },
  { systemuserid: "80000002-0000-4000-8000-000000000000", internalemailaddress: "lee@adatum.example" },
  { systemuserid: "80000003-0000-4000-8000-000000000000", internalemailaddress: "sam@adatum.example" },
  { systemuserid: "80000004-0000-4000-8000-000000000000", internalemailaddress: "sam@adatum.example" },
] as const;
export const [{ systemuserid: KIM }, { systemuserid: LEE }] = USERS;

const TEAMS: readonly (readonly string[])[] = [
  ["nobody", "kim"],
  ["sam", "lee"],
  ["nobody"],
  [],
  ["lee", "kim"],
];

/** Who is in a team of this number. */
export function teamOf(number: number): Referral["team"] {
  return (TEAMS[number % TEAMS.length] ?? []).map((name) => ({
    contactPreference: { locale: null, disableNotifications: null },
    firstName: name,
    lastName: "Seller",
    email: `${name}@adatum.example`,
    phoneNumber: null,
    title: null,
  }));
}

export function ownerSection(rule: OwnerRule): object {
  return { match: "team member", ...(rule === "team" ? {} : { otherwise: { user: KIM } }) };
}

export function hire({ dataverse }: Systems): void {
  for (const user of USERS) dataverse.insert("systemuser", user);
}

/** Lee leaves, or is back. */
export function leaveOrReturn({ dataverse }: Systems): boolean {
  const lee = dataverse.row("systemuser", LEE);
  if (lee) dataverse.edit("systemuser", LEE, { isdisabled: lee.isdisabled !== true });
  return lee !== undefined;
}

/** Whom each deal could be given to at any time, since a run may have read it a moment ago. */
export class Owners {
  readonly #systems: Systems;
  /** By referral: what its team was. */
  readonly #teams = new Map<unknown, Referral["team"][]>();
  #hasLeft = false;
  /** By referral: whom its lead belonged to. */
  readonly #leads = new Map<unknown, Set<unknown>>();

  constructor(systems: Systems) {
    this.#systems = systems;
  }

  look(): void {
    const { partnerCenter, dataverse } = this.#systems;
    this.#hasLeft ||= dataverse.row("systemuser", LEE)?.isdisabled === true;
    for (const one of partnerCenter.list()) {
      if (one.organizationId === MICROSOFT.id) continue;
      const known = this.#teams.get(one.id) ?? [];
      if (JSON.stringify(known.at(-1)) !== JSON.stringify(one.team))
        this.#teams.set(one.id, [...known, one.team]);
    }
    for (const { cosell_referralid: referral, _ownerid_value: owner } of dataverse.rows("lead"))
      this.#leads.set(referral, (this.#leads.get(referral) ?? new Set()).add(owner));
  }

  /** Whether a new row of this referral may belong to that user, or to whoever makes it. */
  mayBe(referral: unknown, owner: unknown, rule: OwnerRule): boolean {
    const teams = this.#teams.get(referral) ?? [];
    const isUser = USERS.some(({ systemuserid }) => systemuserid === owner);
    if (isUser && this.#leads.get(referral)?.has(owner)) return true;
    return teams.some((team) => this.#ownersOf(team, rule).includes(owner));
  }

  /** The one that a row goes to; where Lee had left at any time, that one as well who comes after. */
  #ownersOf(team: Referral["team"], rule: OwnerRule): unknown[] {
    const all = this.#systems.dataverse.rows("systemuser");
    const users = team.flatMap(({ email }) => {
      const [one, another] = all.filter(({ internalemailaddress }) => internalemailaddress === email);
      return one && !another ? [one.systemuserid] : [];
    });
    const owners = [...users, rule === "team" ? undefined : KIM];
    return owners.slice(0, owners[0] === LEE && this.#hasLeft ? 2 : 1);
  }
}
