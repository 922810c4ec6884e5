import { z } from "zod";
import { DEPTHS, type DoctorPorts } from "../../model/doctor.ts";
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
      const [known, mine] = await Promise.all([
        get(`${API}privileges?$select=privilegeid,name&$filter=${wanted}`),
        get(`${API}systemusers(${userId})/Microsoft.Dynamics.CRM.RetrieveUserPrivileges()`),
      ]);
      const depths = new Map(
        readAs(held, mine).RolePrivileges.flatMap(({ PrivilegeId, Depth: reach }) =>
          reach === null ? [] : [[PrivilegeId.toLowerCase(), reach] as const],
        ),
      );
      const { value } = readAs(named, known);
      return {
        known: new Set(value.map(({ name }) => name)),
        held: new Map(
          value.flatMap(({ privilegeid, name }) => {
            const found = depths.get(privilegeid.toLowerCase());
            return found ? [[name, found] as const] : [];
          }),
        ),
      };
    },
  };
}
