/** What a browser calls itself, for people. */

const browsers: readonly (readonly [RegExp, string])[] = [
  [/\bEdgA?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bFirefox\/|\bFxiOS\//, 'Firefox'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(?:Headless)?Chrome\/|\bCriOS\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
];
const systems: readonly (readonly [RegExp, string])[] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b|\bMacintosh\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
];

/** "Firefox · Windows"; the first word of what is neither ("curl/8.5"). */
export function agentName(agent: string | null): string {
  const text = agent ?? '';
  const first = (list: typeof browsers): string | undefined => list.find(([pattern]) => pattern.test(text))?.[1];
  const known = [first(browsers), first(systems)].filter((part) => part !== undefined);
  return known.length > 0 ? known.join(' · ') : (text.split(' ')[0]?.slice(0, 60) ?? '') || '–';
}
