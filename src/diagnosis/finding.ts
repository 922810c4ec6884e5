import type { Finding } from "../model/doctor.ts";

export function ok(detail: string): Finding {
  return { state: "ok", detail };
}

export function skipped(detail: string): Finding {
  return { state: "skipped", detail };
}

export function warning(detail: string, fix: string): Finding {
  return { state: "warning", detail, fix };
}

export function failed(detail: string, fix: string): Finding {
  return { state: "failed", detail, fix };
}
