import { z } from "zod";
import type { CrmCustomiser, NewColumn } from "../../model/crm.ts";
import type { Clock } from "../../model/ports.ts";
import { contractError } from "../http/json.ts";
import { columnDefinition, labelIn } from "./column.ts";
import { API, type Connection } from "./connection.ts";
import { definitionOf, listOf, openMetadata, STRONG } from "./metadata.ts";
import { openMetadataWriter } from "./metadata-write.ts";
import { readAs } from "./pages.ts";

/** Kinds of components of a solution ("solutioncomponent" table, componenttype). */
const COMPONENT_TYPE = { column: 2, key: 14 } as const;
const PUBLISH =
  "<importexportxml><entities><entity>opportunity</entity><entity>lead</entity></entities></importexportxml>";
const OPPORTUNITY = definitionOf("opportunity");

/**
 * Changes the tables of a deal ("Create and update column definitions using the Web API", "Define alternate
 * keys for a table"). Every method throws a ServiceError when Dataverse refuses.
 */
export function openCustomiser(connection: Connection, clock: Clock): CrmCustomiser {
  const write = openMetadataWriter(connection, clock);
  const language = baseLanguage(connection);
  const within = (solution: string) => ({ "MSCRM.SolutionUniqueName": solution });

  return {
    createPublisher: ({ prefix, optionPrefix }) =>
      write("POST", `${API}publishers`, {
        uniquename: `${prefix}publisher`,
        friendlyname: `Co-sell sync (${prefix})`,
        description: "Publisher of the columns that keep opportunities and co-sell referrals in step.",
        customizationprefix: prefix,
        customizationoptionvalueprefix: optionPrefix,
      }),

    async createSolution({ name, prefix }) {
      await write("POST", `${API}solutions`, {
        uniquename: name,
        friendlyname: "Co-sell sync",
        version: "1.0.0.0",
        "publisherid@odata.bind": `/publishers(${await publisherId(connection, prefix)})`,
      });
    },

    async createColumn(table, column: NewColumn, solution) {
      const definition = columnDefinition(column, await language());
      await write("POST", `${definitionOf(table)}/Attributes`, definition, within(solution));
    },

    async createKey({ schemaName, column }, solution) {
      const DisplayName = labelIn("Partner Center referral", await language());
      const definition = { SchemaName: schemaName, DisplayName, KeyAttributes: [column] };
      await write("POST", `${OPPORTUNITY}/Keys`, definition, within(solution));
    },

    reactivateKey: (name) =>
      write("POST", `${API}ReactivateEntityKey`, {
        EntityLogicalName: "opportunity",
        EntityKeyLogicalName: name,
      }),

    addToSolution: ({ kind, id }, solution) =>
      write("POST", `${API}AddSolutionComponent`, {
        ComponentId: id,
        ComponentType: COMPONENT_TYPE[kind],
        SolutionUniqueName: solution,
        AddRequiredComponents: false,
      }),

    async trackChanges() {
      const answer = await connection.get(OPPORTUNITY, STRONG);
      // The whole definition goes back as it came: what is left out would be reset.
      const { "@odata.context": _, ...definition } = readAs(definitions, answer);
      const changed = { ...definition, ChangeTrackingEnabled: true };
      await write("PUT", OPPORTUNITY, changed, { "MSCRM.MergeLabels": "true" });
    },

    publish: () => write("POST", `${API}PublishXml`, { ParameterXml: PUBLISH }),
  };
}

const definitions = z.looseObject({ LogicalName: z.string() });
const organizations = listOf(z.object({ languagecode: z.number() }));
/** Every environment has English when nobody says otherwise. */
const ENGLISH = 1033;

/** Labels in a language that is not installed are refused, so they are written in the base language. */
function baseLanguage({ get }: Connection): () => Promise<number> {
  let known: Promise<number> | null = null;
  return () => {
    known ??= get(`${API}organizations?$select=languagecode`)
      .then((answer) => readAs(organizations, answer))
      .then(({ value }) => value[0]?.languagecode ?? ENGLISH);
    return known;
  };
}

async function publisherId(connection: Connection, prefix: string): Promise<string> {
  const publisher = await openMetadata(connection).publisher(prefix);
  if (publisher) return publisher.id;
  throw contractError(`Dataverse does not show the publisher of the prefix ${prefix}.`);
}
