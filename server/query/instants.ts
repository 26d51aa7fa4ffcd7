/** Instants in addresses. */
import { badRequest } from '../kernel/errors.ts';

const form = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/**
 * An instant with its zone (ISO 8601), in UTC. An address that was typed has a blank where the plus stood.
 * @throws Problem 400 with a pointer to the parameter
 */
export function readInstant(text: string, name: string): string {
  const mended = text.replace(/ (\d{2}:\d{2})$/, '+$1');
  const instant = form.test(mended) ? new Date(mended) : undefined;
  const day = instant === undefined ? Number.NaN : new Date(`${mended.slice(0, 10)}T00:00:00Z`).getUTCDate();
  // The 30th of February would quietly be the 1st of March.
  if (instant === undefined || Number.isNaN(instant.getTime()) || day !== Number(mended.slice(8, 10))) {
    const message = `"${name}" must be an instant with its zone, such as 2026-11-23T09:30:00Z.`;
    throw badRequest(message, [{ pointer: `/${name}`, code: 'instant', message }], 'parameter');
  }
  return instant.toISOString();
}
