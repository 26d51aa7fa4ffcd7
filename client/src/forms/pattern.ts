/**
 * Patterns of text fields, tried by the engine that the server uses: it takes time in proportion to the text, whatever the pattern, while
 * the browser's own would hang its tab on some. It is fetched when the first pattern is met; until then the server alone tells.
 */
import type { RE2JS } from 're2js';
import { shallowRef } from 'vue';

const engine = shallowRef<typeof RE2JS>();
let fetching: Promise<void> | undefined;
const compiled = new Map<string, RE2JS | undefined>();

/** Fetches the engine; resolves when patterns can be tried. */
export function fetchPatternEngine(): Promise<void> {
  fetching ??= import('re2js').then((module) => {
    engine.value = module.RE2JS;
  });
  return fetching;
}

/** Whether the text fits the pattern somewhere in it; true, too, for what cannot be told here. Reactive: it is asked anew once the engine is there. */
export function fitsPattern(pattern: string, text: string): boolean {
  if (engine.value === undefined) {
    void fetchPatternEngine();
    return true;
  }
  if (!compiled.has(pattern)) compiled.set(pattern, compile(engine.value, pattern));
  return compiled.get(pattern)?.matcher(text).find() ?? true;
}

function compile(re2: typeof RE2JS, pattern: string): RE2JS | undefined {
  try {
    return re2.compile(pattern);
  } catch {
    return undefined;
  }
}
