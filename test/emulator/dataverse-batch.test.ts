import { describe, expect, it } from "vitest";
import { environment } from "./dataverse-environment.ts";
import {
  CONTINUE,
  changeSet,
  create,
  fates,
  missing,
  multipart,
  type Part,
  send,
  sendRaw,
  written,
} from "./dataverse-multipart.ts";

describe("a batch to Dataverse", () => {
  it("answers each request in order, in the documented form", async () => {
    await using crm = await environment();
    const id = crm.dataverse.insert("opportunity", { name: "Deal" });
    const answer = await send(crm, [
      written({ method: "GET", target: `${crm.root}opportunities?$select=name` }),
      written({
        method: "PATCH",
        target: `/api/data/v9.2/opportunities(${id})?$select=name`,
        json: { name: "Größe" },
        headers: {
          Prefer: "return=representation",
          "If-Match": `W/"${String(crm.dataverse.row("opportunity", id)?.versionnumber)}"`,
        },
      }),
    ]);
    expect(answer.status).toBe(200);
    const boundary = /^multipart\/mixed; boundary=(batchresponse_[\w-]+)$/.exec(
      answer.headers.get("content-type") ?? "",
    )?.[1];
    const parts = String(answer.body).split(`--${boundary}`);
    expect(parts.at(-1)).toBe("--\r\n");
    expect(parts[1]).toMatch(
      /^\r\nContent-Type: application\/http\r\nContent-Transfer-Encoding: binary\r\n\r\nHTTP\/1\.1 200 OK\r\n(?:[\w-]+: [^\r\n]+\r\n)+\r\n\{"@odata\.context".*"name":"Deal".*\}\r\n$/,
    );
    expect(parts[2]).toContain('"name":"Größe"');
    expect(String(answer.body).replaceAll("\r\n", "")).not.toContain("\n");
  });

  it("stops at the first failure, takes its status and keeps what was done", async () => {
    await using crm = await environment();
    const answer = await send(crm, [written(create("a")), written(missing), written(create("b"))]);
    expect(answer.status).toBe(404);
    expect(answer.headers.get("content-type")).toMatch(/^multipart\/mixed/);
    expect(fates(answer)).toEqual(["204", "404 0x80040217"]);
    expect(crm.dataverse.rows("opportunity").map((row) => row.name)).toEqual(["a"]);
  });

  it("goes on after a failure when asked to", async () => {
    await using crm = await environment();
    const answer = await send(crm, [written(missing), written(create("b"))], CONTINUE);
    expect(answer.status).toBe(200);
    expect(fates(answer)).toEqual(["404 0x80040217", "204"]);
    expect(crm.dataverse.counts().create).toBe(1);
  });

  it("carries out a change set whole", async () => {
    await using crm = await environment();
    const answer = await send(crm, [
      changeSet("changeset_1", [
        { method: "POST", target: "/api/data/v9.2/accounts", json: { name: "Fabrikam" }, contentId: "1" },
        { ...create("Deal"), contentId: "2" },
      ]),
    ]);
    expect(answer.status).toBe(200);
    expect(fates(answer)).toEqual(["204", "204"]);
    expect(answer.body).toMatch(
      /Content-Type: multipart\/mixed; boundary=changesetresponse_[\w-]+\r\n\r\n--changesetresponse_/,
    );
    expect(answer.body).toContain("Content-ID: 2\r\n\r\nHTTP/1.1 204 No Content");
    expect(crm.dataverse.rows("account")).toMatchObject([{ name: "Fabrikam" }]);
    expect(crm.dataverse.rows("opportunity")).toMatchObject([{ name: "Deal" }]);
  });

  it("undoes a change set that fails, answers once for it, and goes on with the next", async () => {
    await using crm = await environment();
    const kept = crm.dataverse.insert("opportunity", { name: "kept", cosell_referralid: "r-1" });
    const before = crm.dataverse.row("opportunity", kept);
    const { body } = await crm.get("opportunities?$select=name", { prefer: "odata.track-changes" });
    const row = `/api/data/v9.2/opportunities(${kept})`;
    const failing = changeSet("changeset_1", [
      { ...create("a"), contentId: "1" },
      { method: "PATCH", target: row, json: { cosell_referralid: "r-2" }, contentId: "2" },
      { ...missing, contentId: "3" },
      { ...create("never"), contentId: "4" },
    ]);
    const answer = await send(
      crm,
      [failing, changeSet("changeset_2", [{ ...create("b"), contentId: "5" }])],
      CONTINUE,
    );
    expect(answer.status).toBe(200);
    expect(fates(answer)).toEqual(["404 0x80040217", "204"]);
    expect(answer.body).toContain("Content-ID: 3");
    expect(crm.dataverse.row("opportunity", kept)).toEqual(before);
    expect(crm.dataverse.rows("opportunity").map((each) => each.name)).toEqual(["kept", "b"]);
    expect(crm.dataverse.operations).toMatchObject([{ columns: { name: "b" } }]);
    const found = await crm.get("opportunities?$select=name&$filter=cosell_referralid eq 'r-1'");
    expect(found.body.value).toHaveLength(1);
    const delta = await crm.get(body["@odata.deltaLink"]);
    expect(delta.body.value.map((each: { name: string }) => each.name)).toEqual(["b"]);
  });

  it.each([
    [
      "no line break before the last boundary",
      (body: string) => body.replace('"}\r\n--batch_1--', '"}--batch_1--'),
      "0x80048d19",
    ],
    [
      "a bare line feed before a boundary",
      (body: string) => body.replace('"}\r\n--batch_1--', '"}\n--batch_1--'),
      "0x80048d19",
    ],
    ["bare line feeds throughout", (body: string) => body.replaceAll("\r\n", "\n"), "0x80048d19"],
    ["no last boundary", (body: string) => body.replace("--batch_1--", ""), "0x80048d19"],
    ["another boundary than declared", (body: string) => body.replaceAll("batch_1", "batch_2"), "0x80048d19"],
    [
      "bare line feeds between headers",
      (body: string) => body.replace("http\r\nContent-T", "http\nContent-T"),
      "0x80060888",
    ],
    [
      "a part that is not HTTP",
      (body: string) => body.replace("application/http", "text/plain"),
      "0x80060888",
    ],
    ["a request line without a version", (body: string) => body.replace(" HTTP/1.1", ""), "0x80060888"],
    ["another batch in it", (body: string) => body.replace("/opportunities", "/$batch"), "0x80060888"],
  ])("refuses %s as a whole, with plain JSON", async (_title, damage, code) => {
    await using crm = await environment();
    const whole = multipart("batch_1", [written(create("a"))]);
    const answer = await sendRaw(crm, damage(whole), CONTINUE);
    expect(damage(whole)).not.toBe(whole);
    expect(answer.status).toBe(400);
    expect(answer.headers.get("content-type")).toMatch(/^application\/json/);
    expect(answer.body.error.code).toBe(code);
    expect(crm.dataverse.rows("opportunity")).toEqual([]);
  });

  it("reads a GET that ends with a single empty line, but not one without", async () => {
    await using crm = await environment();
    const head = "Content-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n";
    const target = "/api/data/v9.2/accounts?$select=name";
    expect((await send(crm, [`${head}GET ${target} HTTP/1.1\r\n`])).status).toBe(200);
    const answer = await send(crm, [`${head}GET ${target} HTTP/1.1`]);
    expect(answer.status).toBe(400);
    expect(answer.body.error.message).toContain("message header");
  });

  it("refuses a part that does not amount to a request in its own place", async () => {
    await using crm = await environment();
    const parts = [
      create("a"),
      { ...create("b"), target: "http://" },
      { ...create("c"), target: "$7" },
      { method: "GET", target: "accounts", headers: { Prefer: "odata.maxpagesize=many" } },
    ];
    const answer = await send(crm, parts.map(written), CONTINUE);
    expect(fates(answer)).toEqual(["204", "400 0x80060888", "501", "400 0x80060888"]);
  });

  it("refuses a change set with a GET, or without unique content ids", async () => {
    await using crm = await environment();
    const get: Part = { method: "GET", target: "/api/data/v9.2/accounts", contentId: "1" };
    const twins = [create("a"), create("b")].map((part) => ({ ...part, contentId: "1" }));
    const refused = [
      await send(crm, [changeSet("c", [get])]),
      await send(crm, [changeSet("c", [create("a")])]),
      await send(crm, [changeSet("c", twins)]),
    ];
    expect(refused.map(({ status }) => status)).toEqual([400, 400, 400]);
    expect(refused[1]?.body.error).toEqual({ code: "0x80060888", message: "Content-ID header not present" });
    expect(crm.dataverse.rows("opportunity")).toEqual([]);
  });

  it("takes 1000 requests and not one more", async () => {
    await using crm = await environment();
    const get = written({ method: "GET", target: "/api/data/v9.2/WhoAmI" });
    expect(fates(await send(crm, new Array(1000).fill(get)))).toHaveLength(1000);
    const over = await send(crm, new Array(1001).fill(get));
    expect(over.status).toBe(400);
    expect(over.body.error.message).toContain("1000");
  });

  it("wants to be posted as multipart", async () => {
    await using crm = await environment();
    expect((await crm.request("POST", "$batch", { json: {} })).status).toBe(415);
    expect((await crm.get("$batch")).status).toBe(405);
  });
});
