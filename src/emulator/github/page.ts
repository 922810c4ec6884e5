/** What a list of GitHub's REST API has on a page: thirty unless asked otherwise, a hundred at most. */
export function page<T>(all: readonly T[], { searchParams }: URL): readonly T[] {
  const size = Math.min(Number(searchParams.get("per_page") ?? 30), 100);
  const number = Number(searchParams.get("page") ?? 1);
  return all.slice((number - 1) * size, number * size);
}
