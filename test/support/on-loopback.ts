import { once } from "node:events";
import type { AddressInfo, Server } from "node:net";

export interface OnLoopback extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
}

/** Has a server, of HTTP or of whatever else, listen on a free port of this machine until it is disposed of. */
export async function onLoopback(server: Server & { closeAllConnections?(): void }): Promise<OnLoopback> {
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections?.();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
