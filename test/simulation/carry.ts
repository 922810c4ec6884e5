import type { HttpRequest, HttpResponse } from "../../src/adapters/http/message.ts";
import { createRandom } from "../../src/emulator/seed/random.ts";
import { faultAt, type Passage } from "./faults.ts";
import type { Others } from "./others.ts";
import type { Carry, Process } from "./process.ts";
import type { Edit, Story, Trouble } from "./story.ts";
import type { Systems } from "./systems.ts";
import type { Timeline } from "./timeline.ts";
import type { Witness } from "./witness.ts";

export interface Scene {
  readonly story: Story;
  readonly timeline: Timeline;
  readonly systems: Systems;
  readonly others: Others;
  readonly witness: Witness;
  /** A person edits; false when there is nothing yet to edit. */
  readonly edit: (edit: Edit) => boolean;
  /** What the troubles of the story came to. */
  readonly tally: Map<string, number>;
  /** Told of everything that arrives, for whoever wants to follow a story call by call. */
  readonly listen?: ((arrival: Arrival) => void) | undefined;
}

export interface Arrival {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly process: string;
  readonly call: number;
  readonly request: HttpRequest;
  readonly response: HttpResponse;
}

/** The way between a process and the services, with the troubles that the story has for it. */
export function carryIn(scene: Scene): Carry {
  return (process, request) =>
    new Promise((resolve, reject) => {
      process.calls += 1;
      const call = process.calls;
      const early = (process.toldToWaitUntil.get(request.system) ?? 0) - scene.timeline.now;
      if (early > 0)
        scene.witness.report(
          "waits as told",
          `${process.name}.${call}: ${request.system} asked ${early} ms too early`,
        );
      const troubles = scene.story.troubles.filter(
        (one) => `run${one.run}` === process.name && isAt(one, process, request),
      );
      const answers = {
        answer(response: HttpResponse) {
          if (process.isKilled) return;
          process.heard.push(response.body);
          const wait = waitIn(response);
          if (wait > 0) process.toldToWaitUntil.set(request.system, scene.timeline.now + wait);
          resolve(response);
        },
        fail(error: Error) {
          if (!process.isKilled) reject(error);
        },
      };
      void pass(passageOf(scene, process, { request, call, ...answers }), troubles, scene);
    });
}

/** An edit has the number of a call; a fault that of a call which it can meet. */
function isAt(trouble: Trouble, { calls, met }: Process, request: HttpRequest): boolean {
  if ("edit" in trouble) return trouble.call === calls;
  if (!faultAt(trouble.fault, request)) return false;
  const count = (met.get(trouble) ?? 0) + 1;
  met.set(trouble, count);
  return trouble.call === count;
}

interface Call extends Pick<Passage, "answer" | "fail" | "request"> {
  readonly call: number;
}

function passageOf(scene: Scene, process: Process, { request, call, ...answers }: Call): Passage {
  const { timeline, systems, witness, others, story } = scene;
  const drawn = createRandom(story.seed * 7919 + Number(process.name.slice(3)) * 101 + call);
  return {
    ...answers,
    request,
    wait: (milliseconds) => timeline.wait(milliseconds),
    async arrive(sent = request) {
      const response = await systems.answer(sent);
      scene.listen?.({ at: timeline.now, process: process.name, call, request: sent, response });
      witness.lookAtWrites(process, sent);
      others.answer();
      return response;
    },
    kill() {
      process.isKilled = true;
    },
    intrude: () => systems.hub.intrude(),
    lagOnce: () => systems.hub.lagOnce(),
    between: (least, most) => drawn.between(least, most),
  };
}

async function pass(passage: Passage, troubles: readonly Trouble[], scene: Scene): Promise<void> {
  const edit = (wanted: "before" | "after") => {
    for (const trouble of troubles) {
      if ("edit" in trouble && trouble.moment === wanted && scene.edit(trouble.edit))
        count(scene, `edit ${wanted} a call`);
    }
  };
  await passage.wait(passage.between(20, 400));
  edit("before");
  const [name] = troubles.flatMap((one) => ("fault" in one ? [one.fault] : []));
  if (name) {
    count(scene, name);
    await faultAt(name, passage.request)?.strike(passage);
    edit("after");
    return;
  }
  const response = await passage.arrive();
  edit("after");
  await passage.wait(passage.between(20, 400));
  passage.answer(response);
}

function count({ tally }: Scene, name: string): void {
  tally.set(name, (tally.get(name) ?? 0) + 1);
}

/** Milliseconds that an answer asks to wait, in seconds or until a time of the service's own clock; 0 when it asks nothing. */
function waitIn({ headers }: HttpResponse): number {
  const { "retry-after": told = "", date = "" } = headers;
  const milliseconds = /^\d+$/.test(told) ? Number(told) * 1000 : Date.parse(told) - Date.parse(date);
  return Number.isNaN(milliseconds) ? 0 : milliseconds;
}
