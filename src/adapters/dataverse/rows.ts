import { z } from "zod";
import type { HttpResponse } from "../http/message.ts";
import type { Connection } from "./connection.ts";
import { readAs } from "./pages.ts";

/** Made once, because zod compiles a schema when it is first used. */
export function pageOf<T>(row: z.ZodType<T>) {
  return z.object({ value: z.array(row), "@odata.nextLink": z.string().optional() });
}

type Page<T> = ReturnType<typeof pageOf<T>>;

/**
 * Every row of a small table or a short list, however many pages it comes in.
 *
 * @param begun The answer to the path, where it is there already.
 */
export async function readRows<T>(
  { get, pathOf }: Connection,
  path: string,
  page: Page<T>,
  begun: HttpResponse | null = null,
): Promise<T[]> {
  const found: T[] = [];
  for (let answer: HttpResponse | null = begun ?? (await get(path)); answer; ) {
    const { value, "@odata.nextLink": next }: z.infer<Page<T>> = readAs(page, answer);
    found.push(...value);
    answer = next ? await get(pathOf(next)) : null;
  }
  return found;
}
