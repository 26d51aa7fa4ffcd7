/** Digits of other scripts and invisible marks, as people type or paste them. */

/** First code points of the decimal digits of Arabic, Persian, Thai, Khmer, Devanagari, Bengali, Lao, Myanmar and full width. */
const zeros = [0x0660, 0x06f0, 0x0e50, 0x17e0, 0x0966, 0x09e6, 0x0ed0, 0x1040, 0xff10];
const invisible = /[\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;

/** The same text with all decimal digits as 0–9. */
export function toLatinDigits(text: string): string {
  return text.replace(/\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    const zero = zeros.find((start) => code >= start && code < start + 10);
    return zero === undefined ? digit : String(code - zero);
  });
}

/** Latin digits, no marks of direction or zero width, no space at the ends: how typed text is read. */
export function cleanTyped(text: string): string {
  return toLatinDigits(text.replace(invisible, '')).trim();
}

/** Latin digits as the locale writes them ("2026" → "۲۰۲۶"). */
export function localiseDigits(text: string, locale: string): string {
  const format = new Intl.NumberFormat(locale, { useGrouping: false });
  return text.replace(/\d/g, (digit) => format.format(Number(digit)));
}
