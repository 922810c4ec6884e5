import { z } from "zod";
import { DEPTHS, type Depth, type DoctorPorts } from "../../model/doctor.ts";
import { API, type Connection } from "./connection.ts";
import { listOf, openMetadata } from "./metadata.ts";
import { readAs } from "./pages.ts";
import { listOfTexts } from "./values.ts";

const me = z.looseObject({ UserId: z.string() });
const named = listOf(z.looseObject({ privilegeid: z.string(), name: z.string() }));
/**
 * Documented as a name, and seen as a number. `null` for any other: "RecordFilter" reaches the records that somebody has chosen, and
 * roles of the platform may have it for tables of its own ("PrivilegeDepth EnumType").
 */
const depth = z
  .unknown()
  .transform((given) => DEPTHS.find((name, number) => given === name || given === number) ?? null);
const held = z.looseObject({
  RolePrivileges: z.array(z.looseObject({ PrivilegeId: z.string(), Depth: depth })),
});

/** Looks at the CRM with the application user's eyes. */
export function openDataverseProbe(connection: Connection): Omit<DoctorPorts["crm"], "drift" | "duplicates"> {
  const { get } = connection;
  const metadata = openMetadata(connection);
  return {
    table: (name) => metadata.table(name),
    currencyCodes: () => metadata.currencyCodes(),
    whoAmI: async () => readAs(me, await get(`${API}WhoAmI`)).UserId,
    async privileges(userId, names) {
      const wanted = `Microsoft.Dynamics.CRM.In(PropertyName=@p1,PropertyValues=@p2)&@p1='name'&@p2=${listOfTexts(names)}`;
      const known = await get(`${API}privileges?$select=privilegeid,name&$filter=${wanted}`);
      const nameOf = new Map(
        readAs(named, known).value.map(({ privilegeid, name }) => [privilegeid.toLowerCase(), name]),
      );
      // Of a role that the user has through a team, `RetrieveUserPrivileges` gives no depth but Basic ("RetrieveUserPrivileges Function").
      const mine = await get(
        `${API}systemusers(${userId})/Microsoft.Dynamics.CRM.RetrieveUserSetOfPrivilegesByNames(PrivilegeNames=@p1)?@p1=${listOfTexts([...nameOf.values()])}`,
      );
      const found = new Map<string, Depth>();
      for (const { PrivilegeId, Depth: reach } of readAs(held, mine).RolePrivileges) {
        const name = nameOf.get(PrivilegeId.toLowerCase());
        // Each role that grants it may have a line of its own.
        if (name !== undefined && reach !== null) found.set(name, deeper(reach, found.get(name)));
      }
      return { known: new Set(nameOf.values()), held: found };
    },
  };
}

function deeper(one: Depth, other: Depth | undefined): Depth {
  return other === undefined || DEPTHS.indexOf(one) > DEPTHS.indexOf(other) ? one : other;
}
