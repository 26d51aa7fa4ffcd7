/** One line of CSV (RFC 4180), safe to open in a spreadsheet. */

/**
 * Joins cells. A cell that a spreadsheet would take for a formula (`=`, `+`, `-`, `@`, also behind spaces, or a leading tab or line break)
 * gets an apostrophe in front; plain numbers stay numbers.
 */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(text: string): string {
  const risky = /^[\s\u00a0\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/.test(text) && !/^[+-]?\d+([.,]\d+)?$/.test(text);
  const safe = risky ? `'${text}` : text;
  return /[",\r\n;\t]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}
