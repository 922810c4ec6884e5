import { ConfigurationError } from "../errors.ts";
import type { TERMINAL_COMMANDS } from "./values.ts";

type TerminalCommand = (typeof TERMINAL_COMMANDS)[number];

/** Why a runner does not take them, with what to do instead. */
const REFUSALS: Readonly<Record<TerminalCommand, { readonly message: string; readonly remedy: string }>> = {
  format: {
    message: "format writes files, so it is for a terminal",
    remedy: "Run it in a clone of your repository, and commit what it changed; validate only says where.",
  },
  init: {
    message: "init writes files, so it is for a terminal",
    remedy: "Run it in a clone of your repository: docs/getting-started.md.",
  },
  login: {
    message: "login needs a person and their browser, so it is for a terminal",
    remedy: "Run it on your own machine: docs/signing-in.md.",
  },
};

export function refusalOf(command: TerminalCommand): ConfigurationError {
  const { message, remedy } = REFUSALS[command];
  return new ConfigurationError([{ where: "command", message }], remedy);
}
