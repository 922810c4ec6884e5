import type { Answer } from "./client.ts";
import type { Environment } from "./dataverse-environment.ts";

export const CONTINUE = { prefer: "odata.continue-on-error" };

export interface Part {
  readonly method: string;
  readonly target: string;
  readonly json?: unknown;
  readonly headers?: Record<string, string>;
  readonly contentId?: string;
}

export function written({ method, target, json, headers = {}, contentId }: Part): string {
  const own = {
    ...headers,
    ...(json === undefined ? {} : { "Content-Type": "application/json; type=entry" }),
  };
  return [
    "Content-Type: application/http",
    "Content-Transfer-Encoding: binary",
    ...(contentId === undefined ? [] : [`Content-ID: ${contentId}`]),
    "",
    `${method} ${target} HTTP/1.1`,
    ...Object.entries(own).map(([name, value]) => `${name}: ${value}`),
    "",
    json === undefined ? "" : JSON.stringify(json),
  ].join("\r\n");
}

export function multipart(boundary: string, contents: readonly string[]): string {
  return `${contents.map((content) => `--${boundary}\r\n${content}\r\n`).join("")}--${boundary}--\r\n`;
}

export function changeSet(name: string, parts: readonly Part[]): string {
  return `Content-Type: multipart/mixed; boundary="${name}"\r\n\r\n${multipart(name, parts.map(written))}`;
}

export function sendRaw(
  crm: Environment,
  body: string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const type = { "content-type": 'multipart/mixed; boundary="batch_1"', ...headers };
  return crm.request("POST", "$batch", { body, headers: type });
}

export function send(crm: Environment, contents: readonly string[], headers: Record<string, string> = {}) {
  return sendRaw(crm, multipart("batch_1", contents), headers);
}

/** Status and error code of each reply in the body, in order. */
export function fates({ body }: Answer): string[] {
  return [...String(body).matchAll(/^HTTP\/1\.1 (\d+).*?(?=^--)/gms)].map((match) => {
    const code = /"code":"(\w+)"/.exec(match[0])?.[1];
    return code === undefined ? (match[1] ?? "") : `${match[1]} ${code}`;
  });
}

export const create = (name: string): Part => ({
  method: "POST",
  target: "/api/data/v9.2/opportunities",
  json: { name },
});
export const missing: Part = {
  method: "PATCH",
  target: "/api/data/v9.2/opportunities(11111111-8efb-e511-80d2-00155db07c77)",
  json: { name: "x" },
  headers: { "If-Match": "*" },
};
