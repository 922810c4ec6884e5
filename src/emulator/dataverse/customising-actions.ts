import { z } from "zod";
import type { Reply } from "../exchange.ts";
import { invalidArgument } from "./column-payload.ts";
import { type ApiRequest, type Emulation, JSON_HEADERS, NO_CONTENT } from "./emulation.ts";
import { readJson } from "./payload.ts";
import { requireNamed } from "./privileges.ts";
import { addToSolution, unmanagedSolution } from "./solutions.ts";
import { tableNamed } from "./table.ts";

type Action = (emulation: Emulation, request: ApiRequest) => Reply;

/** Unbound actions of customisers, by name. Each is a POST with its parameters as JSON. */
export const CUSTOMISING_ACTIONS: Readonly<Record<string, Action>> = {
  PublishXml: (emulation, request) => {
    const { ParameterXml } = parameters(
      request,
      z.object({ ParameterXml: z.string().startsWith("<importexportxml>") }),
    );
    requireNamed(emulation, "prvPublishCustomization", tableNamed(emulation.schema, "opportunity"));
    emulation.published.push(ParameterXml);
    return NO_CONTENT;
  },
  ReactivateEntityKey: reactivateKey,
  AddSolutionComponent: addSolutionComponent,
};

const reactivation = z.object({ EntityLogicalName: z.string(), EntityKeyLogicalName: z.string() });

/** Only a key whose index could not be built needs it; the building starts again. */
function reactivateKey(emulation: Emulation, request: ApiRequest): Reply {
  const { EntityLogicalName, EntityKeyLogicalName } = parameters(request, reactivation);
  const table = emulation.schema.tables.get(EntityLogicalName);
  const index = table?.keys.findIndex(({ name }) => name === EntityKeyLogicalName) ?? -1;
  const key = table?.keys[index];
  if (table === undefined || key === undefined)
    throw invalidArgument(`There is no key ${EntityKeyLogicalName}.`);
  if (key.status !== "Failed") throw invalidArgument(`The key ${EntityKeyLogicalName} has not failed.`);
  requireNamed(emulation, "prvWriteEntity", table);
  table.keys[index] = { ...key, status: "Pending" };
  return NO_CONTENT;
}

const addition = z.object({
  ComponentId: z.guid(),
  ComponentType: z.int(),
  SolutionUniqueName: z.string(),
  AddRequiredComponents: z.boolean(),
});

function addSolutionComponent(emulation: Emulation, request: ApiRequest): Reply {
  const { ComponentId, ComponentType, SolutionUniqueName } = parameters(request, addition);
  requireNamed(emulation, "prvWriteSolution", tableNamed(emulation.schema, "solution"));
  const solution = unmanagedSolution(emulation, SolutionUniqueName, null);
  const id = addToSolution(emulation, solution, { type: ComponentType, id: ComponentId });
  const context = `${request.root}$metadata#Microsoft.Dynamics.CRM.AddSolutionComponentResponse`;
  return { status: 200, headers: JSON_HEADERS, body: { "@odata.context": context, id } };
}

function parameters<T>(request: ApiRequest, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(readJson(request, "Action"));
  if (parsed.success) return parsed.data;
  throw invalidArgument(z.prettifyError(parsed.error));
}
