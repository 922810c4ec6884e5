import { openRelay } from "./open.ts";
import { readSettings } from "./settings.ts";

/** What Azure Functions hands over, as far as it is used: a request as on the web. */
interface AzureRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: { forEach(visit: (value: string, name: string) => void): void };
  arrayBuffer(): Promise<ArrayBuffer>;
}

/**
 * The relay as an HTTP function of Azure Functions (Node.js programming model v4). `relay/azure/index.js`
 * registers it there. The host has read the body by then; the template has it refuse what is too large, of which
 * it would take a hundred megabytes otherwise.
 */
export function openAzureHandler(
  environment: Readonly<Record<string, string | undefined>>,
  log: (line: string) => void = console.log,
) {
  const { relay } = openRelay(readSettings(environment), log);
  return async (request: AzureRequest): Promise<{ status: number }> => {
    const headers: Record<string, string> = {};
    request.headers.forEach((value, name) => {
      headers[name.toLowerCase()] = value;
    });
    const body = new Uint8Array(await request.arrayBuffer());
    return { status: await relay.handle({ method: request.method, url: request.url, headers, body }) };
  };
}
