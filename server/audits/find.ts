/** Audits by the name that a user types. */
import type { AuditDocument } from '../../metadata/types.ts';
import { notFound } from '../kernel/errors.ts';
import type { Model } from '../model/types.ts';

/**
 * The audit of an id: the full one; or the id with a pack that the audit's own pack extends (`crm.year-end` for `crm-audit.year-end`);
 * or the name alone while only one audit bears it.
 * @throws Problem 404 with the ids that there are
 */
export function findAudit(model: Model, name: string): AuditDocument {
  const exact = model.audits.get(name);
  if (exact) return exact;
  const [pack, ...rest] = name.includes('.') ? name.split('.') : [undefined, name];
  const short = rest.join('.');
  const named = [...model.audits.values()].filter((audit) => audit.id.slice(audit.id.indexOf('.') + 1) === short);
  const fitting = pack === undefined ? named : named.filter((audit) => requiresPack(model, audit, pack));
  const [only] = fitting;
  if (only && fitting.length === 1) return only;
  const ids = [...model.audits.keys()].sort();
  throw notFound(
    fitting.length > 1
      ? `"${name}" may be ${fitting.map((audit) => audit.id).join(' or ')}.`
      : `There is no audit "${name}". There ${ids.length === 0 ? 'is none at all' : `is: ${ids.join(', ')}`}.`,
  );
}

function requiresPack(model: Model, audit: AuditDocument, pack: string): boolean {
  const owner = model.packs.find((candidate) => candidate.id === audit.id.slice(0, audit.id.indexOf('.')));
  return owner?.requires !== undefined && pack in owner.requires;
}
