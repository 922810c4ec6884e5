/** For `sort`: by a text that each item has, the same in every language. */
export function by<T>(text: (item: T) => string): (a: T, b: T) => number {
  return (a, b) => {
    const [one, other] = [text(a), text(b)];
    if (one === other) return 0;
    return one < other ? -1 : 1;
  };
}
