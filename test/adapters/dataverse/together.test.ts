import { expect, it } from "vitest";
import { connect } from "../../../src/adapters/dataverse/connection.ts";
import { answersTo, getTogether } from "../../../src/adapters/dataverse/together.ts";
import { ContractError, ServiceError } from "../../../src/errors.ts";
import { reply, testClock, testHttp, testServer } from "../support.ts";
import { batchServer, multipart, type OperationAnswer } from "./batch-server.ts";

const connectionTo = (baseUrl: string) =>
  connect({ http: testHttp(), clock: testClock(), token: async () => "good", baseUrl });
const refused: OperationAnswer = { status: 403, body: { error: { code: "0x80040220", message: "No." } } };
const found: OperationAnswer = { status: 200, body: { value: [] } };

it("has the answer to each path, and none of what may be refused and is", async () => {
  const { url, operations } = await batchServer(({ url: asked }) => (asked === "/c" ? refused : found));
  const answers = await getTogether(connectionTo(url), ["/a", "/b"], ["/c", "/d"]);
  expect([...answers.keys()]).toEqual(["/a", "/b", "/d"]);
  // Of what somebody has changed a moment ago, a cache would say that it is not there.
  expect(operations.map(({ headers }) => headers.consistency)).toEqual(Array(4).fill("Strong"));
});

it("fails where one is refused that must be there", async () => {
  const { url } = await batchServer(({ url: asked }) => (asked === "/b" ? refused : found));
  await expect(getTogether(connectionTo(url), ["/a", "/b"])).rejects.toThrow(ServiceError);
});

it("fails where the whole is refused, by what that says", async () => {
  const { url } = await testServer((_, response) => reply(response, 403, refused.body));
  await expect(answersTo(connectionTo(url), ["/a"])).rejects.toThrow("0x80040220");
});

it.each([1, 3])(
  "fails where there are %i answers to two questions: whose they are is not known",
  async (count) => {
    const type = { "Content-Type": "multipart/mixed; boundary=batchresponse_1" };
    const body = multipart(Array.from({ length: count }, () => found));
    const { url } = await testServer((_, response) => reply(response, 200, body, type));
    await expect(answersTo(connectionTo(url), ["/a", "/b"])).rejects.toThrow(ContractError);
  },
);

it("asks once more where the answer was lost, of the whole or of a part that it asks for by itself", async () => {
  const type = { "Content-Type": "multipart/mixed; boundary=batchresponse_1" };
  const lost = new Set(["batch", "alone"]);
  const { url } = await testServer((request, response) => {
    if (lost.delete(request.url.endsWith("$batch") ? "batch" : "alone")) response.destroy();
    else if (request.url.endsWith("$batch")) reply(response, 200, multipart([{ status: 429 }]), type);
    else reply(response, 200, found.body);
  });
  expect(await answersTo(connectionTo(url), ["/a"])).toMatchObject([{ status: 200 }]);
  expect(lost.size).toBe(0);
});
