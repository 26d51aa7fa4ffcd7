/**
 * Writes that need no transaction of their own: one statement does all, and checks by versions and guards that what was read before it still
 * holds. Where it does not, the same stages run once more with locks.
 */
import type { Context } from '../access/context.ts';
import type { Entity } from '../model/types.ts';
import { bearsOnAccess } from './administrators.ts';
import { bringsChildren } from './children.ts';
import { actionsOf } from './permission.ts';
import { isRestricted } from './result-scope.ts';
import type { GivenOperation, WriteOptions, WriteResult } from './types.ts';

/** Whether the one statement that writes is the last of its transaction: then it travels together with the commit. */
export function lastIsWrite(context: Context, entity: Entity, operations: readonly GivenOperation[], options: WriteOptions): boolean {
  const [first] = operations;
  if (operations.some((operation) => bringsChildren(entity, operation))) return false;
  if (!first || options.dryRun === true || (first.action !== 'create' && first.action !== 'update')) return false;
  if (first.action === 'create' && isRestricted(context, entity)) return false;
  const rights = context.rights.entity(entity.id);
  return operations.every(
    (operation) => operation.action === first.action && actionsOf(entity, operation).every((action) => rights.scope(action) === 'all'),
  );
}

/** Whether an operation needs nothing but the record itself, and what it points at, to stand still: no numbers to be taken, no files to be claimed. */
export function isSimple(entity: Entity, operations: readonly GivenOperation[]): boolean {
  const [operation, ...more] = operations;
  return operation !== undefined && more.length === 0 && isPlain(entity, operation);
}

/** Whether an operation takes no number, claims no file and ends nobody's access. */
export function isPlain(entity: Entity, operation: GivenOperation): boolean {
  if (operation.action !== 'create' && operation.action !== 'update') return false;
  if (bearsOnAccess(entity, operation)) return false;
  const kinds = [...entity.fields.values()].filter((field) => Object.hasOwn(operation.values, field.name)).map((field) => field.kind);
  if (kinds.some((kind) => kind === 'file' || kind === 'image')) return false;
  return operation.action === 'update' || ![...entity.fields.values()].some((field) => field.kind === 'autoNumber');
}

/** 22012: the record, or what it points at, is not as it was read; the others are those for which a transaction is repeated. */
const overtaken = new Set(['22012', '40001', '40P01', '0A000', '26000']);

/** The results, or undefined when somebody came in between, or a link leads nowhere: then it is done again with locks, which can tell. */
export async function unlessOvertaken(work: Promise<WriteResult[]>): Promise<WriteResult[] | undefined> {
  try {
    return await work;
  } catch (error) {
    if (overtaken.has(String((error as { code?: unknown }).code))) return undefined;
    throw error;
  }
}
