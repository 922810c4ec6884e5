import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { columns } from "../../src/emulator/dataverse/index.ts";
import { type Environment, environment, refusal } from "./dataverse-environment.ts";

const OPPORTUNITY = "EntityDefinitions(LogicalName='opportunity')";
const CAST = "Attributes/Microsoft.Dynamics.CRM.";

let crm: Environment;

beforeAll(async () => {
  crm = await environment();
});
afterAll(() => crm[Symbol.asyncDispose]());

describe("metadata of Dataverse", () => {
  it("describes a table", async () => {
    const { body } = await crm.get(`${OPPORTUNITY}?$select=ChangeTrackingEnabled,EntitySetName`);
    expect(body).toEqual({
      "@odata.context": `${crm.root}$metadata#EntityDefinitions(ChangeTrackingEnabled,EntitySetName)/$entity`,
      ChangeTrackingEnabled: true,
      EntitySetName: "opportunities",
      MetadataId: expect.any(String),
    });
    const untracked = await environment({ changeTracking: false });
    await using _ = untracked;
    expect((await untracked.get(OPPORTUNITY)).body.ChangeTrackingEnabled).toBe(false);
  });

  it("lists the columns asked for, and leaves out those that are not there", async () => {
    const filter =
      "LogicalName eq 'cosell_referralid' or LogicalName eq 'cosell_nope' or LogicalName eq 'cosell_base'";
    const { body } = await crm.get(
      `${OPPORTUNITY}/Attributes?$select=LogicalName,AttributeType&$filter=${filter}`,
    );
    expect(body.value).toEqual([
      {
        "@odata.type": "#Microsoft.Dynamics.CRM.StringAttributeMetadata",
        LogicalName: "cosell_referralid",
        AttributeType: "String",
        MetadataId: expect.any(String),
      },
      expect.objectContaining({ LogicalName: "cosell_base", AttributeType: "Memo" }),
    ]);
  });

  it("shows lengths behind a cast only", async () => {
    const strings = await crm.get(
      `${OPPORTUNITY}/${CAST}StringAttributeMetadata?$select=LogicalName,MaxLength,FormatName`,
    );
    expect(strings.body.value).toContainEqual(
      expect.objectContaining({
        LogicalName: "cosell_referrallink",
        MaxLength: 255,
        FormatName: { Value: "Url" },
      }),
    );
    const without = await crm.get(`${OPPORTUNITY}/Attributes?$select=LogicalName,MaxLength`);
    expect(without.body.error).toEqual({
      code: "0x80060888",
      message:
        "Could not find a property named 'MaxLength' on type 'Microsoft.Dynamics.CRM.AttributeMetadata'.",
    });
  });

  it("shows options with their labels, and the state of a status reason", async () => {
    const expand = "$select=LogicalName&$expand=OptionSet($select=Options),GlobalOptionSet($select=Options)";
    const choices = await crm.get(`${OPPORTUNITY}/${CAST}PicklistAttributeMetadata?${expand}`);
    const help = choices.body.value.find(
      (column: { LogicalName: string }) => column.LogicalName === "cosell_help",
    );
    expect(help.GlobalOptionSet).toBeNull();
    expect(help.OptionSet.Options).toHaveLength(6);
    expect(help.OptionSet.Options[0]).toMatchObject({
      Value: 727000000,
      Label: { UserLocalizedLabel: { Label: "Workload specific value proposition" } },
    });
    const statuses = await crm.get(
      `${OPPORTUNITY}/${CAST}StatusAttributeMetadata?$select=LogicalName&$expand=OptionSet($select=Options)`,
    );
    const states = statuses.body.value[0].OptionSet.Options.map(
      (option: { Value: number; State: number }) => [option.Value, option.State],
    );
    expect(states).toEqual([
      [1, 0],
      [2, 0],
      [3, 1],
      [4, 2],
      [5, 2],
    ]);
  });

  it("describes keys", async () => {
    const keys = await crm.get(`${OPPORTUNITY}/Keys?$select=LogicalName,KeyAttributes,EntityKeyIndexStatus`);
    expect(keys.body.value).toMatchObject([
      {
        LogicalName: "cosell_referralkey",
        KeyAttributes: ["cosell_referralid"],
        EntityKeyIndexStatus: "Active",
      },
    ]);
  });

  it("follows the schema as it changes", async () => {
    const filter = "$select=LogicalName&$filter=LogicalName eq 'new_colour'";
    const count = async () => (await crm.get(`${OPPORTUNITY}/Attributes?${filter}`)).body.value.length;
    expect(await count()).toBe(0);
    crm.dataverse.addColumn("opportunity", columns.text("new_colour", 5));
    expect(await count()).toBe(1);
    crm.dataverse.removeColumn("opportunity", "new_colour");
    expect(await count()).toBe(0);
  });

  it("refuses what is not there, paging, and PATCH", async () => {
    expect((await crm.get("EntityDefinitions(LogicalName='nope')")).status).toBe(404);
    expect((await crm.get(`${OPPORTUNITY}/Nope`)).status).toBe(404);
    expect((await crm.get(`${OPPORTUNITY}/${CAST}EnumAttributeMetadata`)).status).toBe(404);
    expect(refusal(await crm.get(`${OPPORTUNITY}/Attributes?$top=1`))).toEqual({
      status: 400,
      code: "0x80060888",
    });
    expect((await crm.request("PATCH", OPPORTUNITY, { json: {} })).status).toBe(405);
  });
});
