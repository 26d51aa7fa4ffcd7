/** The body of a bulk call. */
import { badRequest, type ProblemItem } from '../kernel/errors.ts';
import { demandMembers } from './members.ts';
import type { GivenOperation } from '../records/types.ts';

const maximumOperations = 10_000;
const actions = new Set(['create', 'update', 'upsert', 'delete', 'restore']);

/**
 * Checks the shape of a bulk body.
 * @throws Problem 400 with a pointer to each operation that cannot be read
 */
export function readBulk(body: Readonly<Record<string, unknown>>): { operations: GivenOperation[]; atomic: boolean } {
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
  return { operations: operations as GivenOperation[], atomic: atomic === true };
}

function wrong(operation: unknown): string | undefined {
  if (typeof operation !== 'object' || operation === null) return 'An operation is an object.';
  const { action, id, version, values, match, ...more } = operation as Record<string, unknown>;
  const [unknown] = Object.keys(more);
  if (unknown !== undefined) return `An operation has no member "${unknown.slice(0, 100)}".`;
  if (typeof action !== 'string' || !actions.has(action)) return '"action" is create, update, upsert, delete or restore.';
  const makes = action === 'create' || action === 'upsert';
  if (!makes && typeof id !== 'string') return '"id" is missing.';
  if (makes && id !== undefined) return 'A new record gets its id from the server.';
  if (action === 'upsert' && typeof match !== 'string') return '"match" is the name of the field by which the record is found.';
  if (action !== 'upsert' && match !== undefined) return `To ${action} takes no "match".`;
  if (action === 'create' && version !== undefined) return 'A new record has no "version" yet.';
  if (version !== undefined && (typeof version !== 'number' || !Number.isInteger(version))) return '"version" is a whole number.';
  if ((makes || action === 'update') && (typeof values !== 'object' || values === null || Array.isArray(values)))
    return '"values" must be an object.';
  if ((action === 'delete' || action === 'restore') && values !== undefined) return `To ${action} takes no "values".`;
  return undefined;
}
