/** Colours of options and statuses come as hex from documents; they tint a dot or an edge, never text, so contrast holds. */

/** Inline style of a colour dot. */
export function dotStyle(colour: string | undefined): { backgroundColor: string } {
  return { backgroundColor: colour ?? 'var(--ui-border-accented)' };
}
