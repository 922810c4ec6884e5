import { subscribe } from "node:diagnostics_channel";
import { writeFileSync } from "node:fs";

// Loaded before what is measured (`--import`), plain JavaScript so that it costs next to nothing. Both undici
// and the fetch of Node tell this channel of every request.
const cpuMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
let startMs = null;
subscribe("undici:request:create", () => {
  startMs ??= cpuMs();
});
process.on("exit", () => {
  const peakMb = process.resourceUsage().maxRSS / 1024;
  writeFileSync(process.env.BENCH_PROBE, JSON.stringify({ startMs, cpuMs: cpuMs(), peakMb }));
});
