/** Encrypted fields: which kinds can be, and what nobody can ask of them. */
import { digestible, encryptable } from '../../fields/encrypted.ts';
import type { PathEnd } from '../path-type.ts';
import type { Entity, Field } from '../types.ts';
import { below, report, type Checking, type Place } from './checking.ts';

/** Checks what a property says of encryption. */
export function checkEncryption(checking: Checking, place: Place, entity: Entity, { document, kind, type }: Field): void {
  const found = document.blindIndex === true;
  if (found && document.encrypted !== true)
    report(checking, below(place, 'blindIndex'), 'Only an encrypted field has a blind index.', 'State "encrypted": true, or take "index".');
  if (document.encrypted !== true) return;
  const at = below(place, 'encrypted');
  if (!encryptable.has(kind)) report(checking, at, `A ${kind} cannot be encrypted.`, `What can is ${[...encryptable].join(', ')}.`);
  else if (entity.pack === 'system')
    report(checking, at, `Fields of ${entity.plural} cannot be encrypted: the server itself looks things up in them.`);
  if (type.encrypts === undefined) return;
  if (found && !digestible.has(kind))
    report(checking, below(place, 'blindIndex'), `A ${kind} cannot be found by a digest.`, `What can is ${[...digestible].join(', ')}.`);
  else if (!found)
    for (const member of ['unique', 'index'] as const)
      if (document[member] === true)
        report(checking, below(place, member), 'What is encrypted cannot be compared.', 'State "blindIndex": true beside it.');
}

/** Whether the values of a field can be told apart by the database: they are not encrypted, or have a digest. */
export function isComparable(field: Field): boolean {
  return field.type.encrypts === undefined || field.type.operators.includes('eq');
}

/**
 * Reports a use of an encrypted field that cannot be.
 * @param verb as in "cannot be searched"
 * @returns whether there was one
 */
export function refuseEncrypted(checking: Checking, place: Place, end: Pick<PathEnd, 'field'> | undefined, verb: string): boolean {
  const field = end?.field;
  if (field?.type.encrypts === undefined) return false;
  report(checking, place, `"${field.name}" is encrypted and cannot be ${verb}.`, 'Take another field, or do without its encryption.');
  return true;
}
