/** Errors that say that the database is not to be had, or has gone away: nothing is wrong with what was asked. */

/** The database takes no connections, is starting or is being stopped; and what the network says of a line that is broken. */
const codes = new Set(['53300', '57P01', '57P02', '57P03', '08006', '08003', '08001', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT']);

/** What the driver says has no code. */
const words = /^(?:timeout exceeded when trying to connect|Connection terminated|Client (?:was closed|has encountered a connection error))/;

/**
 * Whether an error means that there was no connection, or that it broke.
 * Of a write whose connection broke it is not known whether it was done.
 */
export function isLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return codes.has(String((error as { code?: unknown }).code)) || words.test(error.message);
}
