import type { InputName } from "./schema.ts";
import type { Command } from "./values.ts";

/** Inputs that mean nothing to some commands; giving them anyway is a misunderstanding worth a message. `init` lists settings. */
export const ONLY_FOR: { readonly [name in InputName]?: readonly Command[] } = {
  "mapping-environment": ["sync", "plan", "explain", "resync", "doctor", "init"],
  "referral-id": ["sync", "plan", "explain", "audit"],
  "max-changes": ["sync", "plan"],
  "max-change-share": ["sync", "plan"],
  "expected-plan-digest": ["sync"],
  "time-limit": ["sync"],
  "attention-issue": ["sync"],
  approve: ["sync"],
  resolve: ["sync"],
  "publisher-prefix": ["setup", "init"],
  solution: ["setup"],
  apply: ["setup"],
  overwrite: ["init"],
  "changed-referrals": ["sync"],
  connections: ["connections", "connections changed", "connections summary", "plan"],
  connection: ["connections", "connections summary", "plan"],
  "webhook-url": ["doctor", "webhooks", "init"],
  "webhook-events": ["webhooks"],
  "webhook-overwrite": ["webhooks", "webhooks restore"],
  "webhook-other-events": ["webhooks"],
  "webhook-validate": ["webhooks"],
};

export function isFor(name: InputName, command: string): boolean {
  return ONLY_FOR[name]?.some((one) => one === command) ?? true;
}
