/** The environment in which Node loads this module (JavaScript, as text) before the action. */
export function preloading(module: string): Readonly<Record<string, string>> {
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(module)}` };
}
