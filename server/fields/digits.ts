/** Digits of other scripts as ASCII ones: Arabic-Indic, Persian, Thai, Khmer, full width. */
const zeros = [0x0660, 0x06f0, 0x0e50, 0x17e0, 0xff10];

/** Replaces digits and takes out marks of writing direction and width, which spreadsheets put around them; everything else stays. */
export function toAsciiDigits(text: string): string {
  const bare = text.replace(/[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, '');
  return bare.replace(/[\u0660-\u0669\u06f0-\u06f9\u0e50-\u0e59\u17e0-\u17e9\uff10-\uff19]/g, (digit) => {
    const code = digit.charCodeAt(0);
    const zero = zeros.find((start) => code >= start && code <= start + 9) ?? code;
    return String(code - zero);
  });
}
