import type { Arrival } from "./carry.ts";
import { play } from "./play.ts";
import { shrink } from "./shrink.ts";
import type { Story } from "./story.ts";
import type { Violation } from "./witness.ts";
import { inWords } from "./words.ts";

/** A story that fails, as short as it gets, in words. `null` when every promise is kept. */
export async function investigate(story: Story): Promise<{ story: Story; report: string } | null> {
  const [first] = (await play(story)).violations;
  if (!first) return null;
  const fails = async (candidate: Story) =>
    (await play(candidate)).violations.some(({ promise }) => promise === first.promise);
  const shortest = await shrink(story, fails);
  const calls: string[] = [];
  const { violations } = await play(shortest, (arrival) => void calls.push(arrivalInWords(arrival)));
  return { story: shortest, report: [inWords(shortest), ...calls, ...violations.map(inOneLine)].join("\n") };
}

export function inOneLine({ promise, what }: Violation): string {
  return `NOT KEPT: ${promise}: ${what}`;
}

function arrivalInWords({ at, process, call, request, response }: Arrival): string {
  const { method, url, headers = {}, body = "" } = request;
  const condition = headers["If-Match"] ?? headers["If-None-Match"] ?? "";
  const headline = /"headline":"([^"]*)/.exec(body)?.[1];
  const said = headline ?? (url.endsWith("/graphql") ? "read" : body.slice(0, 300));
  const path = url.replace(/^https:\/\/[^/]*/, "").slice(0, 100);
  const time = new Date(at).toISOString().slice(11, 21);
  return `  ${time} ${process}.${call} ${method} ${path} ${condition} ${said} -> ${response.status}`;
}
