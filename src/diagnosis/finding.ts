import type { Finding } from "../model/doctor.ts";

export function ok(detail: string): Finding {
  return { state: "ok", detail };
}

export function skipped(detail: string): Finding {
  return { state: "skipped", detail };
}

export function warning(detail: string, mend: string): Finding {
  return { state: "warning", detail, mend };
}

export function failed(detail: string, mend: string): Finding {
  return { state: "failed", detail, mend };
}
