import { X509Certificate } from "node:crypto";
import type { ConfidentialClientApplication, Configuration, INetworkModule } from "@azure/msal-node";
import type { Application } from "../../model/sign-in.ts";
import type { Http } from "../http/http.ts";
import { workflowIdentity } from "./workflow-identity.ts";

export interface ApplicationOptions extends Application {
  readonly authorityUrl: string;
  readonly network: INetworkModule;
  readonly http: Http;
  /** Called with every proof the moment it arrives, so that it can be masked. */
  readonly onSecret: (value: string) => void;
}

type Proof = Pick<Configuration["auth"], "clientSecret" | "clientCertificate" | "clientAssertion">;

/**
 * A new application for each token: it must not remember anything, since our own cache does. Endpoints are
 * spelt out because the library would ask an authority it does not know for them, and refuses one that is not
 * https (only a loopback address can be that: see `openHttp`). The library is loaded when it is needed.
 */
export async function openApplication(options: ApplicationOptions): Promise<ConfidentialClientApplication> {
  const { ConfidentialClientApplication } = await import("@azure/msal-node");
  const { authorityUrl, tenantId, clientId, network: networkClient } = options;
  const base = `${new URL(authorityUrl).origin}/${encodeURIComponent(tenantId)}`;
  const { host } = new URL(base);
  const authorityMetadata = JSON.stringify({
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    token_endpoint: `${base}/oauth2/v2.0/token`,
    issuer: `${base}/v2.0`,
    jwks_uri: `${base}/discovery/v2.0/keys`,
  });
  const authority = base.replace(/^http:/, "https:");
  return new ConfidentialClientApplication({
    auth: { clientId, authority, knownAuthorities: [host], authorityMetadata, ...proofOf(options) },
    system: { networkClient },
  });
}

function proofOf({ credential, authorityUrl, http, onSecret }: ApplicationOptions): Proof {
  switch (credential.kind) {
    case "secret":
      return { clientSecret: credential.secret };
    case "certificate": {
      // Entra finds the certificate by this; the library wants it without colons.
      const { fingerprint256 } = new X509Certificate(credential.certificate);
      const thumbprintSha256 = fingerprint256.replaceAll(":", "");
      return { clientCertificate: { privateKey: credential.privateKey, thumbprintSha256 } };
    }
    case "workflow":
      return { clientAssertion: () => workflowIdentity({ http, authorityUrl, onSecret }) };
  }
}
