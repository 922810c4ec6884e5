import type { ServerClock } from "../../model/doctor.ts";
import type { Clock } from "../../model/ports.ts";
import type { Http } from "./http.ts";
import { serverTime } from "./server-time.ts";

/** The same client, which notes what each service says of the time. */
export function notingClocks(
  http: Http,
  clock: Clock,
): { readonly http: Http; readonly clocks: () => Readonly<Record<string, ServerClock>> } {
  const clocks: Record<string, ServerClock> = {};
  return {
    clocks: () => clocks,
    http: {
      ...http,
      send: async (request) => {
        const response = await http.send(request);
        const server = serverTime(response);
        if (server !== null) clocks[request.system] = { server, local: clock.now().toISOString() };
        return response;
      },
    },
  };
}
