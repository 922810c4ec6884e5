import { readFileSync } from "node:fs";
import { load } from "js-yaml";
import type { LogEntry } from "../../src/emulator/server.ts";
import { shareIdFor } from "../../src/model/provisional.ts";
import { readAudit } from "./audit.ts";
import { inOurWords } from "./connector.ts";
import { insertOpportunity, insertReferral, LAKESHORE, type Properties, setProperty } from "./deals.ts";
import type { ActionResult } from "./run-action.ts";
import { type Stage, setStage } from "./stage.ts";
import { putMapping, type StoryMapping } from "./story-mapping.ts";

/**
 * A story as its YAML tells it. Referrals and opportunities have names; `<name>` stands for the id of one, and
 * `<in 3 days>` for a time, an hour before three days are over.
 */
export interface Story extends StoryMapping {
  readonly story: string;
  readonly referrals?: Readonly<Record<string, Properties>>;
  readonly opportunities?: Readonly<Record<string, Properties>>;
  readonly accounts?: Readonly<Record<string, Properties>>;
  readonly contacts?: Readonly<Record<string, Properties>>;
  /** Of the CRM, besides those that it has anyway. */
  readonly users?: Readonly<Record<string, Properties>>;
  readonly then: readonly Step[];
}

/** One of these. What is given to `sync` and `plan` are inputs of the action. */
interface Step {
  readonly sync?: Properties | null;
  readonly plan?: Properties | null;
  readonly "in Partner Center"?: Readonly<Record<string, Properties>>;
  readonly "in the CRM"?: Readonly<Record<string, Properties>>;
  /** What becomes of the nth POST to Partner Center from here on. */
  readonly "Partner Center is not heard"?: { readonly nth: number; readonly after: "carried out" | "lost" };
  readonly "Partner Center refuses"?: { readonly nth: number; readonly because: string };
}

/** One run of the action in a story. */
export interface Told {
  readonly command: "sync" | "plan";
  readonly result: ActionResult;
  readonly requests: readonly LogEntry[];
}

export function readStory(file: string): Story {
  return load(readFileSync(file, "utf8")) as Story;
}

/** Plays a story on an emulator of its own. */
export class Theatre implements AsyncDisposable {
  readonly stage: Stage;
  readonly told: Told[] = [];
  /** Name → id of everything the story has named. */
  readonly ids = new Map<string, string>();
  #digest = "";
  #approvalDigest = "";

  static async open(): Promise<Theatre> {
    return new Theatre(await setStage({ referrals: 0 }));
  }

  private constructor(stage: Stage) {
    this.stage = stage;
  }

  async play(story: Story): Promise<void> {
    const { referrals = {}, opportunities = {}, accounts = {}, contacts = {}, users = {}, then } = story;
    await putMapping(this.stage, story);
    // Names first, because a referral may name an opportunity and the other way round.
    for (const [index, name] of Object.keys(referrals).entries()) this.ids.set(name, idOf("a", index));
    for (const [index, name] of Object.keys(opportunities).entries()) this.ids.set(name, idOf("b", index));
    for (const [index, name] of Object.keys(accounts).entries()) this.ids.set(name, idOf("c", index));
    for (const [index, name] of Object.keys(contacts).entries()) this.ids.set(name, idOf("d", index));
    for (const [index, name] of Object.keys(users).entries()) this.ids.set(name, idOf("e", index));
    const { emulator } = this.stage;
    // The customer of every deal that says nothing else is in the CRM; few stories are about accounts.
    if (Object.keys(accounts).length === 0)
      this.ids.set("lakeshore", emulator.dataverse.insert("account", LAKESHORE));
    for (const [name, given] of Object.entries(accounts)) {
      emulator.dataverse.insert("account", { accountid: this.#id(name), ...given });
    }
    for (const [name, given] of Object.entries(contacts)) {
      emulator.dataverse.insert("contact", { contactid: this.#id(name), ...given });
    }
    for (const [name, given] of Object.entries(users)) {
      emulator.dataverse.insert("systemuser", { systemuserid: this.#id(name), ...given });
    }
    for (const [name, given] of Object.entries(referrals)) {
      insertReferral(emulator, { id: this.#id(name), name: `${name} deal`, ...this.#resolved(given) });
    }
    for (const [name, given] of Object.entries(opportunities)) {
      const values = this.#resolved(given);
      insertOpportunity(emulator, { opportunityid: this.#id(name), name: `${name} deal`, ...values });
    }
    for (const step of then) await this.#act(step);
    this.#nameNewRows();
    this.#nameNewReferrals();
  }

  /** Referrals that were made of the story's opportunities, Microsoft's beside them, and what stood for them before. */
  #nameNewReferrals(): void {
    const referrals = this.stage.emulator.partnerCenter.list();
    for (const [name, id] of [...this.ids].filter(([, id]) => id.startsWith("bbbbbbb"))) {
      this.ids.set(`share of ${name}`, shareIdFor(id));
      const made = referrals.filter((referral) => referral.externalReferenceId === id);
      for (const own of made.filter((one) => ![...this.ids.values()].includes(one.id))) {
        this.ids.set(`referral of ${name}`, own.id);
        const engagement = referrals.filter(({ engagementId }) => engagementId === own.engagementId);
        for (const other of engagement) if (other !== own) this.ids.set(`Microsoft's of ${name}`, other.id);
      }
    }
  }

  #nameNewRows(): void {
    const names = new Map([...this.ids].map(([name, id]) => [id, name]));
    for (const { leadid, cosell_referralid } of this.#rows("lead")) {
      const owner = names.get(String(cosell_referralid));
      if (owner) this.ids.set(`lead of ${owner}`, String(leadid));
    }
    for (const { opportunityid, cosell_referralid } of this.#rows("opportunity")) {
      const owner = names.get(String(cosell_referralid));
      if (owner && !names.has(String(opportunityid))) this.ids.set(`row of ${owner}`, String(opportunityid));
    }
  }

  async run(command: "sync" | "plan", inputs: Properties = {}): Promise<Told> {
    const from = this.stage.emulator.log.length;
    const given = Object.entries(this.#resolved(inputs)).map(([name, value]) => [name, String(value)]);
    const result = await this.stage.run({ command, ...Object.fromEntries(given) });
    // Such a run is no part of any story, and must not be recorded as one.
    const explained = result.annotations.some(({ level }) => level === "error");
    if (result.log.includes("This is a bug of") || (result.exitCode !== 0 && !explained)) {
      throw new Error(`the ${command} crashed:\n${result.log}`);
    }
    if (command === "plan") this.#digest = result.outputs["plan-digest"] ?? "";
    this.#approvalDigest = result.outputs["approval-digest"] ?? "";
    const told = { command, result, requests: this.stage.emulator.log.slice(from) };
    this.told.push(told);
    return told;
  }

  /** Every audit file in the order in which they were written. */
  audit(): string {
    return readAudit(this.stage);
  }

  async #act(step: Step): Promise<void> {
    const { partnerCenter, dataverse } = this.stage.emulator;
    if ("sync" in step) await this.run("sync", step.sync ?? {});
    if ("plan" in step) await this.run("plan", step.plan ?? {});
    const { "Partner Center is not heard": unheard, "Partner Center refuses": refused } = step;
    const post = { system: "partner-center", method: "POST", path: /engagements\/referrals$/ } as const;
    const { faults } = this.stage.emulator;
    if (unheard) {
      const when = unheard.after === "carried out" ? "after" : "before";
      faults.inject({ ...post, nth: unheard.nth, fault: { kind: "drop", when } });
    }
    if (refused) {
      const body = { error: { code: "invalidRequest", message: refused.because, target: "referral" } };
      const fault = { kind: "reply", when: "before", status: 400, body } as const;
      faults.inject({ ...post, nth: refused.nth, fault });
    }
    for (const [name, values] of Object.entries(step["in Partner Center"] ?? {})) {
      partnerCenter.edit(this.#id(name), (referral) => {
        for (const [path, value] of Object.entries(this.#resolved(values))) {
          setProperty(referral, path, value);
        }
      });
    }
    for (const [name, values] of Object.entries(step["in the CRM"] ?? {})) {
      const lead = /^lead of (.+)$/.exec(name)?.[1];
      if (lead) dataverse.edit("lead", this.#leadOf(lead), this.#resolved(values));
      else dataverse.edit("opportunity", this.#rowOf(name), this.#resolved(values));
    }
  }

  #id(name: string): string {
    const id = this.ids.get(name);
    if (id === undefined) throw new Error(`the story has nothing called ${name}`);
    return id;
  }

  #timeIn(name: string, days: number): string {
    const known = this.ids.get(name);
    if (known !== undefined) return known;
    const time = new Date(Date.now() + (days * 24 - 1) * 3_600_000).toISOString();
    this.ids.set(name, time);
    this.ids.set(`the day ${name}`, time.slice(0, 10));
    return time;
  }

  /** The row of that name, or the one that is linked to the referral of that name. */
  #rowOf(name: string): string {
    const id = this.#id(name);
    const row = this.#rows("opportunity").find(
      (one) => one.opportunityid === id || one.cosell_referralid === id,
    );
    if (!row) throw new Error(`${name} has no opportunity`);
    return String(row.opportunityid);
  }

  #rows(table: string): Properties[] {
    return this.stage.emulator.dataverse.rows(table).map(inOurWords);
  }

  #leadOf(name: string): string {
    const lead = this.#rows("lead").find((one) => one.cosell_referralid === this.#id(name));
    if (!lead) throw new Error(`${name} has no lead`);
    return String(lead.leadid);
  }

  #resolved(values: Properties): Properties {
    const resolve = (value: unknown) => {
      if (value === "<plan digest>") return this.#digest;
      if (value === "<approval digest>") return this.#approvalDigest;
      if (typeof value !== "string") return value;
      const days = /^<in (\d+) days>$/.exec(value)?.[1];
      if (days !== undefined) return this.#timeIn(value.slice(1, -1), Number(days));
      return value.replaceAll(/<([^<>]+)>/g, (whole, name: string) => this.ids.get(name) ?? whole);
    };
    return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, resolve(value)]));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stage[Symbol.asyncDispose]();
  }
}

/** `aaaaaaa1-…` of the first referral: the beginning is what a summary shows. */
function idOf(letter: string, index: number): string {
  const head = `${letter.repeat(7)}${index + 1}`;
  return `${head}-0000-4000-8000-${String(index + 1).padStart(12, "0")}`;
}
