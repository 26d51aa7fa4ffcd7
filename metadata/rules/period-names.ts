/** The names of periods that `within` takes. */

/** Names without a number in them. */
// prettier-ignore
export const periodNames = [
  'today', 'yesterday', 'tomorrow',
  'thisWeek', 'lastWeek', 'nextWeek',
  'thisMonth', 'lastMonth', 'nextMonth',
  'thisQuarter', 'lastQuarter', 'nextQuarter',
  'thisYear', 'lastYear', 'nextYear',
  'thisFiscalYear', 'lastFiscalYear',
  'overdue', 'future',
] as const;

/** The longest span that `lastNDays` and `nextNDays` take, in days: a hundred years. */
export const maximumDays = 36_525;

/** The direction and number of a name such as `last30Days`, or undefined. */
export function rollingDays(name: string): { readonly direction: 'last' | 'next'; readonly days: number } | undefined {
  const match = /^(last|next)([1-9]\d{0,4})Days$/.exec(name);
  const days = Number(match?.[2]);
  return match && days <= maximumDays ? { direction: match[1] === 'last' ? 'last' : 'next', days } : undefined;
}

/** Whether `within` knows this name. */
export function isPeriodName(name: string): boolean {
  return (periodNames as readonly string[]).includes(name) || rollingDays(name) !== undefined;
}
