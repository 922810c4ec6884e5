import { once } from "node:events";
import { connect } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { openLoopback } from "../../../src/adapters/entra/loopback.ts";
import { SignInError } from "../../../src/errors.ts";

const STATE = "of-this-sign-in";

/** Waits for a browser, and notes each code that is used. */
async function open(use: (code: string) => Promise<void> = async () => {}) {
  const loopback = await openLoopback();
  onTestFinished(() => loopback[Symbol.asyncDispose]());
  const codes: string[] = [];
  const answered = loopback.answer(STATE, async (code) => {
    codes.push(code);
    await use(code);
  });
  answered.catch(() => {});
  const come = (path: string, options: RequestInit = {}) => fetch(loopback.redirectUri + path, options);
  return { come, codes, answered };
}

it.each([
  ["with another state of the same length", "/?code=a&state=of-this-sign-ik", {}],
  ["with a longer one that begins like it", `/?code=a&state=${STATE}s`, {}],
  ["without one", "/?code=a", {}],
  ["for another page, such as the icon of the site", `/favicon.ico?code=a&state=${STATE}`, {}],
  ["by a form", `/?code=a&state=${STATE}`, { method: "POST" }],
])("turns away an answer %s, and goes on waiting", async (_what, path, options) => {
  const { come, codes, answered } = await open();
  expect((await come(path, options)).status).toBe(404);
  expect((await come(`/?code=ours&state=${STATE}`)).status).toBe(200);
  await answered;
  expect(codes).toEqual(["ours"]);
});

it("uses a code once, however often the browser brings it, also while it is being used", async () => {
  const redeemed = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const { come, codes, answered } = await open(() => {
    begun.resolve();
    return redeemed.promise;
  });
  const first = come(`/?code=ours&state=${STATE}`);
  await begun.promise;
  expect((await come(`/?code=ours&state=${STATE}`)).status).toBe(410);
  redeemed.resolve();
  expect((await first).status).toBe(200);
  await answered;
  expect(codes).toEqual(["ours"]);
});

it("shows what went wrong as text, in a page that loads and keeps nothing", async () => {
  const { come, answered } = await open(() => {
    throw new SignInError("<script>&amp;", "Try again.", null);
  });
  const page = await come(`/?code=ours&state=${STATE}`);
  expect([page.status, page.headers.get("cache-control"), page.headers.get("referrer-policy")]).toEqual([
    400,
    "no-store",
    "no-referrer",
  ]);
  expect(page.headers.get("content-security-policy")).toBe("default-src 'none'");
  expect(await page.text()).toContain("<p>The sign-in did not work. &lt;script>&amp;amp; Try again.</p>");
  await expect(answered).rejects.toThrow(SignInError);
});

it("tells a bug of ours to the terminal only", async () => {
  const { come, answered } = await open(() => Promise.reject(new TypeError("token-1 is no function")));
  expect(await (await come(`/?code=ours&state=${STATE}`)).text()).toContain("See the terminal.");
  await expect(answered).rejects.toThrow(TypeError);
});

// Elsewhere a machine has no second address of its own by default.
it.runIf(process.platform === "linux")("listens where no other machine can ask", async () => {
  await using loopback = await openLoopback();
  const port = Number(new URL(loopback.redirectUri).port);
  const ours = connect(port, "127.0.0.1");
  await once(ours, "connect");
  ours.destroy();
  const another = connect(port, "127.0.0.2");
  await expect(once(another, "connect")).rejects.toThrow("ECONNREFUSED");
});

it("ends though a browser has opened a connection in advance, on which nothing came", async () => {
  const loopback = await openLoopback();
  const socket = connect(Number(new URL(loopback.redirectUri).port), "127.0.0.1").on("error", () => {});
  await once(socket, "connect");
  const closed = once(socket, "close");
  await loopback[Symbol.asyncDispose]();
  await closed;
  expect(socket.closed).toBe(true);
});
