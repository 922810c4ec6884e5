import type { Mapping } from "../../mapping/mapping.ts";
import type { SyncState } from "../../model/state.ts";
import type { ReadPorts } from "../ports.ts";
import { pull } from "./pull.ts";
import type { Look, Pulled } from "./pulled.ts";
import { TooMuchNews } from "./reading.ts";

/** What changed; where that is more than one run takes up, everything is read instead, which takes up some of it. */
export async function pullOrSweep(
  ports: ReadPorts,
  state: SyncState,
  mapping: Mapping,
  look: Look,
): Promise<Pulled> {
  try {
    return await pull(ports, state, mapping, look);
  } catch (error) {
    if (!(error instanceof TooMuchNews)) throw error;
  }
  ports.progress(`more than ${look.mostDeals} deals have changed: everything is read instead`);
  look.ahead?.clear();
  // Where there is no watermark, all is news.
  return pull(ports, { ...state, referrals: null }, mapping, look);
}
