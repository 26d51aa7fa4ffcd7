/** Chromium carries no Khmer data for Intl (it prints English), so names of months, days and units are ours. After CLDR's Khmer. */
const months = ['មករា', 'កុម្ភៈ', 'មីនា', 'មេសា', 'ឧសភា', 'មិថុនា', 'កក្កដា', 'សីហា', 'កញ្ញា', 'តុលា', 'វិច្ឆិកា', 'ធ្នូ'];
const days = ['អាទិត្យ', 'ចន្ទ', 'អង្គារ', 'ពុធ', 'ព្រហស្បតិ៍', 'សុក្រ', 'សៅរ៍'];

/** Units of durations in Khmer. */
export const khmerUnits = { day: 'ថ្ងៃ', hour: 'ម៉ោង', minute: 'នាទី', second: 'វិនាទី' } as const;

/** Name of a month (1–12). */
export function khmerMonth(month: number): string {
  return months[month - 1] ?? String(month);
}

/** Name of a weekday (0 is Sunday). */
export function khmerDay(day: number): string {
  return days[day] ?? '';
}

/** Day, month and year, in the order that Khmer writes. */
export function khmerDate(year: number, month: number, day: number): string {
  return `${day} ${khmerMonth(month)} ${year}`;
}
