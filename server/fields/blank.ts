/** Cells without content. */

/** Whether a cell is empty: spaces, line breaks and marks that do not show count as nothing. Words such as `NA` are content. */
export function isBlank(cell: string): boolean {
  return /^[\s\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*$/.test(cell);
}
