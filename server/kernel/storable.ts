/** Which texts can be kept. */

/** Whether a text can stand in the database and in JSON: without NUL, and without half of a character. */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}

/** The text with a sign in the place of what cannot be kept: for messages about it. */
export function storableForm(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd');
}
