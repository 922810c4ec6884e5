import type { DataverseReader } from "../adapters/dataverse/read.ts";
import { ConfigurationError, CosellError, type Problem, ServiceError, troubleOf } from "../errors.ts";
import { type Drift, driftOf, driftOfColumns, tablesOf } from "../mapping/check/drift.ts";
import type { PlacedDocument } from "../mapping/load.ts";
import type { Finding } from "../mapping/schema/finding.ts";
import { byPlace } from "../mapping/yaml/yaml.ts";
import type { DriftFound } from "../model/doctor.ts";
import type { RunResult } from "../model/result.ts";
import { MADE_AGAIN } from "../provision/columns.ts";
import { missingOwner } from "./missing-owner.ts";
import { otherLinks } from "./other-links.ts";

const FIX = `Correct the mapping (logical names are lower case), or give the CRM what is missing; docs/crm-columns.md lists what is needed, and setup creates it. ${MADE_AGAIN}`;

const ADOPT =
  "Make that column the referral identifier of the mapping, as init does where it finds the connector, or copy its values into yours; docs/moving-from-the-connector.md has the order.";

type Metadata = Pick<DataverseReader, "schema" | "labels" | "linkedOnlyBy" | "mayOwn">;

interface Looked extends Drift {
  /** Links that the mapping does not know of. */
  readonly otherLinks: readonly Finding[];
}

/** Ends a reading: the run has to begin again without fields whose columns are gone. Nobody ever sees it. */
class BeginAgain extends Error {}

/**
 * Holds the mapping of a run against the CRM as it is now: when everything is about to be read, and when the CRM
 * has refused what it took before. The CRM is asked once, however often this is.
 */
export class SchemaCheck {
  readonly #used: PlacedDocument;
  readonly #crm: Metadata;
  readonly #progress: (text: string) => void;
  #drift: Promise<Looked | null> | null = null;
  /** What the CRM said instead of letting us look. */
  #unchecked: ServiceError | null = null;
  /** Names of fields that the run does without. */
  leftOut: readonly string[] = [];

  constructor(used: PlacedDocument, crm: Metadata, progress: (text: string) => void) {
    this.#used = used;
    this.#crm = crm;
    this.#progress = progress;
  }

  /** @throws ConfigurationError with everything that is missing, at its line, or with the links that it does not know */
  async check(): Promise<void> {
    const drift = await this.#look();
    if (!drift) return;
    const { problems, otherLinks, leftOut } = drift;
    if (problems.length > 0) throw new ConfigurationError(placed(problems, this.#used), FIX);
    if (otherLinks.length > 0) throw new ConfigurationError(placed(otherLinks, this.#used), ADOPT);
    if (leftOut.size > this.leftOut.length) throw new BeginAgain();
  }

  /** Acts, and once more without the fields whose columns the CRM has lost, where it can do without. */
  async withoutLost<T>(act: (leftOut: readonly string[]) => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await act(this.leftOut);
      } catch (error) {
        if (!(await this.#mayBeginAgain(error))) throw error;
      }
    }
  }

  /** Whether the run that ended like this may begin again, with what is left out now. Throws what explains the end better. */
  async #mayBeginAgain(error: unknown): Promise<boolean> {
    let reason = error;
    if (error instanceof ServiceError && error.status === 400) {
      // Dataverse names one unknown column at a time, and not where it comes from.
      reason = await this.check().catch((found: unknown) => found);
    }
    if (reason instanceof ConfigurationError) throw reason;
    if (!(reason instanceof BeginAgain)) return false;
    this.leftOut = [...((await this.#look())?.leftOut.keys() ?? [])];
    return true;
  }

  /** What a person should know after the run: fields that were left out, and why the CRM refused writes. */
  async notices({ outcomes }: Pick<RunResult, "outcomes">): Promise<string[]> {
    if (this.#unchecked) return [uncheckedText(this.#unchecked)];
    const refused = outcomes.some(({ outcome, reason }) => outcome === "rejected" && isDriftLike(reason));
    if (!refused && this.leftOut.length === 0) return [];
    try {
      return this.#noticesOf(await this.#look());
    } catch (error) {
      // A sync that is done must not fail over this.
      if (!(error instanceof CosellError)) throw error;
      return [`Whether the CRM has lost what the mapping needs could not be found out: ${error.message}`];
    }
  }

  #noticesOf(drift: Looked | null): string[] {
    if (!drift) return [];
    const missing = textsOf(drift.problems, this.#used);
    const leftOut = textsOf(leftOutIn(drift), this.#used);
    const why = this.leftOut.length > 0 ? "Left out of this run" : "Left out of the next run";
    return [
      ...missing.map((text) => `The CRM has lost what the mapping needs: ${text}`),
      ...leftOut.map((text) => `${why}, because the CRM has lost what the field needs: ${text}`),
    ];
  }

  /** What is missing of the fields that the run does without, where the mapping names it. */
  async leftOutAt(): Promise<Problem[]> {
    const drift = this.leftOut.length === 0 ? null : await this.#look();
    return drift ? placed(leftOutIn(drift), this.#used) : [];
  }

  #look(): Promise<Looked | null> {
    this.#drift ??= this.#readDrift();
    return this.#drift;
  }

  /** `null` when the CRM does not let us look: then what is missing shows in what it refuses. */
  async #readDrift(): Promise<Looked | null> {
    try {
      return await look(this.#used, this.#crm, driftOf);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      this.#progress(`the columns of the CRM could not be checked: ${error.message}`);
      this.#unchecked = error;
      return null;
    }
  }
}

function uncheckedText(error: ServiceError): string {
  return `The mapping could not be held against the CRM, so nothing was said of columns, options and links that it may lack: ${troubleOf(error)}`;
}

/** For doctor, which judges the key on its own. */
export async function readDrift(used: PlacedDocument, crm: Metadata): Promise<DriftFound> {
  const drift = await look(used, crm, driftOfColumns);
  return {
    problems: textsOf(drift.problems, used),
    leftOut: textsOf(leftOutIn(drift), used),
    otherLinks: textsOf(drift.otherLinks, used),
  };
}

async function look({ document }: PlacedDocument, crm: Metadata, judge: typeof driftOf): Promise<Looked> {
  const schema = await crm.schema(tablesOf(document));
  const own = document.columns["referral identifier"];
  const links = await otherLinks(crm, schema.tables.opportunity ?? {}, own);
  const drift = judge(document, schema);
  return {
    ...drift,
    problems: [...drift.problems, ...(await missingOwner(crm, document))],
    otherLinks: links,
  };
}

function leftOutIn({ leftOut }: Drift): Finding[] {
  return [...leftOut.values()].flat();
}

function textsOf(findings: readonly Finding[], used: PlacedDocument): string[] {
  return placed(findings, used).map(({ where, message }) => `${where}: ${message}`);
}

function placed(findings: readonly Finding[], { problem }: PlacedDocument): Problem[] {
  return findings.map(problem).sort(byPlace);
}

/**
 * Codes of a property that is not known, of an option that the column does not have, and of a status reason that the state does
 * not have ("Web API error codes").
 */
function isDriftLike(reason: string | null): boolean {
  return /^400 0x(80048d19|80060888|8004431a|80048408)\b/.test(reason ?? "");
}
