import { beforeEach, describe, expect, it } from "vitest";
import { connect } from "../../../src/adapters/dataverse/connection.ts";
import { openCustomiser } from "../../../src/adapters/dataverse/customise.ts";
import { openRows } from "../../../src/adapters/dataverse/duplicates.ts";
import { openMetadata } from "../../../src/adapters/dataverse/metadata.ts";
import type { Http } from "../../../src/adapters/http/http.ts";
import { setup } from "../../../src/commands/setup.ts";
import { ContractError, ServiceError } from "../../../src/errors.ts";
import { setupReport } from "../../../src/report/setup.ts";
import { type Environment, environment } from "../../emulator/dataverse-environment.ts";
import { testHttp } from "../support.ts";

const OPTIONS = { prefix: "cosell", solution: "CosellSync" };

let crm: Environment;
beforeEach(async () => {
  crm = await environment({ bare: true, metadataLagMs: 25_000 });
  return () => crm[Symbol.asyncDispose]();
});

/** A clock whose sleep lets the time of the emulated CRM pass. */
function open(more: Partial<Http> = {}) {
  const slept: number[] = [];
  const clock = {
    now: () => new Date(),
    sleep: async (milliseconds: number) => {
      slept.push(milliseconds);
      crm.pass(milliseconds);
    },
  };
  const http = { ...testHttp(), ...more };
  const connection = connect({ http, clock, token: async () => "good", baseUrl: new URL(crm.root).origin });
  const ports = {
    crm: {
      ...openMetadata(connection),
      ...openCustomiser(connection, clock),
      ...openRows(connection, clock),
    },
    clock,
    progress: () => {},
    approve: async () => true,
  };
  return { slept, ports, run: () => setup(OPTIONS, ports) };
}

describe("setup on a CRM whose servers learn of new columns one after the other", () => {
  it("waits until every column can be read, and makes none of them twice", async () => {
    const { slept, run } = open();
    expect((await run()).outcome).toBe("done");
    expect(slept.reduce((sum, one) => sum + one, 0)).toBeGreaterThanOrEqual(25_000);
    expect((await crm.get("opportunities?$select=cosell_base,cosell_campaignid")).status).toBe(200);
    expect((await open().run()).outcome).toBe("nothing to do");
  });

  it("goes on where an earlier one was interrupted", async () => {
    const first = open();
    const column = { schemaName: "cosell_Base", label: "x", description: "x" };
    await first.ports.crm.createPublisher({ prefix: "cosell", optionPrefix: 72_700 });
    await first.ports.crm.createSolution({ name: "CosellSync", prefix: "cosell" });
    const shape = { type: "memo", longest: 1_048_576 } as const;
    await first.ports.crm.createColumn("opportunity", { ...column, shape }, "CosellSync");
    const { items, outcome } = await open().run();
    expect(outcome).toBe("done");
    const made = ["publisher with the prefix cosell", "solution CosellSync", "column cosell_base"];
    expect(items.filter(({ state }) => state === "there").map(({ what }) => what)).toEqual(made);
    expect(items.every(({ state }) => state === "there" || state === "done")).toBe(true);
  });
});

/** What Dataverse, or something in its place, answers to a customisation whose path ends so. */
function answering(end: string, status: number, body: string): Partial<Http> {
  const inner = testHttp();
  return {
    send: async (request) =>
      request.method !== "GET" && request.url.endsWith(end)
        ? { status, headers: {}, body }
        : inner.send(request),
  };
}

describe("a setup that does not come to its end", () => {
  it("is unfinished where a step came to nothing, and there is nothing in the way", async () => {
    const { run } = open(answering("(LogicalName='opportunity')", 204, ""));
    const { outcome, items } = await run();
    expect(outcome).toBe("unfinished");
    expect(items.filter(({ state }) => state !== "done")).toMatchObject([
      { what: "change tracking of opportunities", state: "to do" },
    ]);
    expect(setupReport({ outcome, items })).toContain("## Co-sell setup: unfinished, 1 thing still to do");
  });

  it("does not take the page of a proxy for a customisation", async () => {
    const { run } = open(answering("/Attributes", 200, "<html>"));
    await expect(run()).rejects.toThrow(ContractError);
  });

  it("says how to publish what another setup would find nothing to do with", async () => {
    const error = { code: "0x80040216", message: "An unexpected error occurred." };
    const { run } = open(answering("/PublishXml", 500, JSON.stringify({ error })));
    await expect(run()).rejects.toMatchObject({
      message: expect.stringContaining("All of it is made, but could not be published."),
      fix: expect.stringContaining("Publish all customizations"),
    });
    expect((await open().run()).outcome).toBe("nothing to do");
  });
});

it("finds what is in the solution with the whole of its table, where Dataverse does not list it", async () => {
  const { ports, run } = open();
  await run();
  const { dataverse } = crm;
  const [solution] = dataverse.rows("solution");
  for (const { solutioncomponentid } of dataverse.rows("solutioncomponent"))
    dataverse.remove("solutioncomponent", String(solutioncomponentid));
  expect((await setup(OPTIONS, { ...ports, approve: async () => false })).outcome).toBe("shown");
  for (const table of ["opportunity", "lead"] as const) {
    dataverse.insert("solutioncomponent", {
      objectid: (await ports.crm.table(table)).id,
      componenttype: 1,
      rootcomponentbehavior: 0,
      _solutionid_value: solution?.solutionid,
    });
  }
  expect((await run()).outcome).toBe("nothing to do");
});

/** Answers the first so many customisations as Dataverse does while somebody else's is running. */
function busy(
  times: number,
  { status = 400, code = "0x80090412" } = {},
): { readonly http: Partial<Http>; readonly refused: () => number } {
  let refused = 0;
  const inner = testHttp();
  const error = { code, message: "Cannot start the requested operation." };
  return {
    refused: () => refused,
    http: {
      send: async (request) => {
        if (request.method === "GET" || refused === times) return inner.send(request);
        refused += 1;
        return { status, headers: {}, body: JSON.stringify({ error }) };
      },
    },
  };
}

describe("while another customisation is running", () => {
  it.each([
    { status: 400, code: "0x80090412" },
    { status: 429, code: "0x80071151" },
    { status: 503, code: "0x80071151" },
  ])("waits for its turn: $status $code", async (answer) => {
    const { http, refused } = busy(3, answer);
    const { slept, run } = open(http);
    expect((await run()).outcome).toBe("done");
    expect(refused()).toBe(3);
    expect(slept.slice(0, 3)).toEqual([10_000, 10_000, 10_000]);
  });

  it("gives up after two minutes, and says how to go on", async () => {
    const { run } = open(busy(1000).http);
    await expect(run()).rejects.toThrow(ServiceError);
    await expect(run()).rejects.toMatchObject({ code: "0x80090412", fix: expect.stringContaining("again") });
  });
});

describe("change tracking", () => {
  it("is not turned on in a definition that is none, as what is missing of it would be reset", async () => {
    const inner = testHttp();
    const sent: string[] = [];
    const { ports } = open({
      send: async (request) => {
        sent.push(request.method);
        const answer = await inner.send(request);
        return request.method === "GET" ? { ...answer, body: "{}" } : answer;
      },
    });
    await expect(ports.crm.trackChanges()).rejects.toThrow(ContractError);
    expect(sent).toEqual(["GET"]);
  });
});

describe("columns in the words of Dataverse", () => {
  it("are labelled in the base language, and whole", async () => {
    const { run, ports } = open();
    await run();
    const { columns, keys, tracksChanges } = await ports.crm.table("opportunity");
    const byName = new Map(columns.map((column) => [column.name, column]));
    expect(byName.get("cosell_referralid")).toMatchObject({
      label: "Referral Identifier",
      type: "String",
      longest: 100,
      isSecured: false,
    });
    expect(byName.get("cosell_base")).toMatchObject({ type: "Memo", longest: 1_048_576 });
    expect(byName.get("cosell_syncwithpartnercenter")).toMatchObject({ type: "Boolean" });
    expect(byName.get("cosell_expireson")).toMatchObject({ type: "DateTime" });
    expect(byName.get("cosell_decision")?.options).toEqual([
      { value: 727_000_020, label: "Accept", state: null },
      { value: 727_000_021, label: "Decline", state: null },
    ]);
    expect(byName.get("statuscode")?.options).toContainEqual({ value: 5, label: "Out-Sold", state: 2 });
    expect(keys).toMatchObject([{ columns: ["cosell_referralid"], status: "Active" }]);
    expect(tracksChanges).toBe(true);
  });

  it("take the option values of a publisher that is there", async () => {
    const { run, ports } = open();
    await ports.crm.createPublisher({ prefix: "cosell", optionPrefix: 10_042 });
    await run();
    const { columns } = await ports.crm.table("opportunity");
    const decision = columns.find(({ name }) => name === "cosell_decision");
    expect(decision?.options.map(({ value }) => value)).toEqual([100_420_020, 100_420_021]);
  });
});
