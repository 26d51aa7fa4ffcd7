/** Charts of the report as inline SVG. Colours come from the report's style sheet by class; charts are decoration beside tables that say the same. */

/** A share of a whole as a bar. */
export interface BarPart {
  readonly share: number;
  /** Class of the colour: `pass warn fail excluded accent lost won open`. */
  readonly tone: string;
}

/** Escapes text for SVG and HTML. */
export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

function fixed(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** A flat bar of parts, 0 to 1 in all; grows with its cell. */
export function barChart(parts: readonly BarPart[], direction: 'ltr' | 'rtl'): string {
  let at = 0;
  const rectangles = parts.map(({ share, tone }) => {
    const width = Math.max(0, Math.min(1 - at, share)) * 100;
    const x = direction === 'rtl' ? 100 - at * 100 - width : at * 100;
    at += width / 100;
    return width === 0 ? '' : `<rect class="tone-${tone}" x="${fixed(x)}" y="0" width="${fixed(Math.max(width, 0.6))}" height="10"/>`;
  });
  return `<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false"><rect class="track" x="0" y="0" width="100" height="10"/>${rectangles.join('')}</svg>`;
}

/** The total as an open ring with the score in its middle. */
export function gaugeChart(score: number | null, text: string, below: string, tone: string): string {
  const radius = 52;
  const whole = 2 * Math.PI * radius * 0.75;
  const filled = whole * Math.max(0, Math.min(1, (score ?? 0) / 100));
  const arc = (length: number, name: string): string =>
    `<circle class="${name}" cx="64" cy="64" r="${radius}" fill="none" stroke-width="11" stroke-linecap="round" stroke-dasharray="${fixed(length)} 400" transform="rotate(135 64 64)"/>`;
  return (
    `<svg class="gauge" viewBox="0 0 128 118" role="img" aria-label="${escapeText(`${text} ${below}`)}">${arc(whole, 'ring')}${score === null || score <= 0 ? '' : arc(filled, `stroke-${tone}`)}` +
    `<text class="gauge-value" x="64" y="70" text-anchor="middle">${escapeText(text)}</text><text class="gauge-below" x="64" y="88" text-anchor="middle">${escapeText(below)}</text></svg>`
  );
}

/** Areas on a radar of four rings; areas without a score lie in the centre with an empty mark. */
export function radarChart(areas: readonly { readonly title: string; readonly score: number | null; readonly text: string }[]): string {
  if (areas.length < 3) return '';
  const [cx, cy, radius] = [230, 140, 96];
  const at = (index: number, share: number): [number, number] => {
    const angle = (index / areas.length) * 2 * Math.PI - Math.PI / 2;
    return [cx + Math.cos(angle) * radius * share, cy + Math.sin(angle) * radius * share];
  };
  const polygon = (share: (index: number) => number): string =>
    areas.map((_, index) => at(index, share(index)).map(fixed).join(',')).join(' ');
  const rings = [0.25, 0.5, 0.75, 1].map((share) => `<polygon class="grid" points="${polygon(() => share)}"/>`).join('');
  const spokes = areas
    .map((_, index) => `<line class="grid" x1="${cx}" y1="${cy}" x2="${fixed(at(index, 1)[0])}" y2="${fixed(at(index, 1)[1])}"/>`)
    .join('');
  const marks = areas
    .map(
      (area, index) =>
        `<circle class="${area.score === null ? 'mark-empty' : 'mark'}" cx="${fixed(at(index, (area.score ?? 0) / 100)[0])}" cy="${fixed(at(index, (area.score ?? 0) / 100)[1])}" r="4"/>`,
    )
    .join('');
  const labels = areas
    .map((area, index) => {
      const [x, y] = at(index, 1.17);
      const anchor = Math.abs(x - cx) < 12 ? 'middle' : x > cx ? 'start' : 'end';
      return `<text class="radar-label" direction="ltr" x="${fixed(x)}" y="${fixed(y)}" text-anchor="${anchor}">${escapeText(area.title)}<tspan class="radar-score" x="${fixed(x)}" dy="15">${escapeText(area.text)}</tspan></text>`;
    })
    .join('');
  return `<svg class="radar" viewBox="0 0 460 290" aria-hidden="true" focusable="false">${rings}${spokes}<polygon class="shape" points="${polygon((index) => (areas[index]?.score ?? 0) / 100)}"/>${marks}${labels}</svg>`;
}

/** Where a figure stands between target, warn, fail and worst: equal zones, the mark at its score. */
export function scaleChart(score: number, direction: 'ltr' | 'rtl'): string {
  const x = (points: number): number => (direction === 'rtl' ? points : 100 - points) * 2;
  const zone = (from: number, to: number, tone: string): string => {
    const [left, right] = [x(from), x(to)].sort((a, b) => a - b) as [number, number];
    return `<rect class="tone-${tone}" x="${fixed(left)}" y="6" width="${fixed(right - left)}" height="6"/>`;
  };
  const mark = x(Math.max(1, Math.min(99, score)));
  return `<svg class="scale" viewBox="0 0 200 18" aria-hidden="true" focusable="false">${zone(100, 75, 'pass')}${zone(75, 40, 'warn')}${zone(40, 0, 'fail')}<rect class="needle" x="${fixed(mark - 1.5)}" y="0" width="3" height="18" rx="1.5"/></svg>`;
}

/** Scores of earlier runs and this one, oldest first. */
export function trendChart(scores: readonly number[]): string {
  if (scores.length < 2) return '';
  const points = scores.map(
    (score, index) => [4 + (index / (scores.length - 1)) * 152, 44 - (Math.max(0, Math.min(100, score)) / 100) * 40] as const,
  );
  const last = points[points.length - 1];
  return (
    `<svg class="trend" viewBox="0 0 160 48" aria-hidden="true" focusable="false"><polyline class="line" points="${points.map((point) => point.map(fixed).join(',')).join(' ')}"/>` +
    `<circle class="mark" cx="${fixed(last?.[0] ?? 0)}" cy="${fixed(last?.[1] ?? 0)}" r="3.5"/></svg>`
  );
}
