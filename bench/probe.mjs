import { subscribe } from "node:diagnostics_channel";
import { readFileSync, writeFileSync } from "node:fs";

// Loaded before what is measured (`--import`), plain JavaScript so that it costs next to nothing. Both undici
// and the fetch of Node tell this channel of every request.
const cpuMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
// What Linux says for `maxRSS` of a child is never less than what its parent held when it was started.
const peakMb = () => {
  const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8"));
  return Number(kilobytes) / 1024;
};
let startMs = null;
subscribe("undici:request:create", () => {
  startMs ??= cpuMs();
});
process.on("exit", () => {
  writeFileSync(process.env.BENCH_PROBE, JSON.stringify({ startMs, cpuMs: cpuMs(), peakMb: peakMb() }));
});
