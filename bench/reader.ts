import { openNetwork } from "../src/adapters/http/network.ts";

/** `node reader.ts <url> <times>…`: reads and parses the pages `/0`, `/1` … so many times each, all at the same time. */
const [url = "", ...times] = process.argv.slice(2);
const network = openNetwork(120_000);

await Promise.all(times.map((count, page) => read(`${url}/${page}`, Number(count))));
await network.close();

async function read(page: string, count: number): Promise<void> {
  for (let time = 0; time < count; time += 1) {
    const { body } = await network.exchange({
      system: "dataverse",
      method: "GET",
      url: page,
      repeatable: true,
    });
    JSON.parse(body);
  }
}
