/** The body of a bulk call. */
import { badRequest, type ProblemItem } from '../kernel/errors.ts';
import { demandMembers } from './members.ts';
import type { WriteOperation } from '../records/types.ts';

const maximumOperations = 10_000;
const actions = new Set(['create', 'update', 'delete', 'restore']);

/**
 * Checks the shape of a bulk body.
 * @throws Problem 400 with a pointer to each operation that cannot be read
 */
export function readBulk(body: Readonly<Record<string, unknown>>): { operations: WriteOperation[]; atomic: boolean } {
  const { operations, atomic } = body;
  demandMembers(body, ['operations', 'atomic']);
  if (atomic !== undefined && typeof atomic !== 'boolean')
    throw badRequest('"atomic" is true or false.', [{ pointer: '/atomic', code: 'type', message: 'true or false is wanted.' }]);
  if (!Array.isArray(operations) || operations.length > maximumOperations)
    throw badRequest(`"operations" must be a list of ${maximumOperations} at the most.`);
  const errors: ProblemItem[] = [];
  operations.forEach((operation: unknown, index) => {
    const message = wrong(operation);
    if (message !== undefined) errors.push({ pointer: `/operations/${index}`, code: 'operation', message });
  });
  if (errors.length > 0) throw badRequest('Some operations cannot be read.', errors.slice(0, 100));
  return { operations: operations as WriteOperation[], atomic: atomic === true };
}

function wrong(operation: unknown): string | undefined {
  if (typeof operation !== 'object' || operation === null) return 'An operation is an object.';
  const { action, id, version, values, ...more } = operation as Record<string, unknown>;
  const [unknown] = Object.keys(more);
  if (unknown !== undefined) return `An operation has no member "${unknown.slice(0, 100)}".`;
  if (typeof action !== 'string' || !actions.has(action)) return '"action" is create, update, delete or restore.';
  if (action !== 'create' && typeof id !== 'string') return '"id" is missing.';
  if (action === 'create' && id !== undefined) return 'A new record gets its id from the server.';
  if (version !== undefined && (typeof version !== 'number' || !Number.isInteger(version))) return '"version" is a whole number.';
  if ((action === 'create' || action === 'update') && (typeof values !== 'object' || values === null || Array.isArray(values)))
    return '"values" must be an object.';
  if ((action === 'delete' || action === 'restore') && values !== undefined) return `To ${action} takes no "values".`;
  return undefined;
}
