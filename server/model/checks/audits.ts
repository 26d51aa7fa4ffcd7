/** Audits: entities, paths, conditions and parameters of their checks; steps, areas and rules that name what is there. */
import { RE2JS } from 're2js';
import type { AuditCheck, AuditDocument } from '../../../metadata/types.ts';
import type { Entity } from '../types.ts';
import { below, demandEntity, demandField, demandPath, demandUnique, didYouMean, report, type Checking, type Place } from './checking.ts';
import { checkCondition } from './conditions.ts';
import { refuseEncrypted } from './encrypted.ts';

/** Checks one audit. */
export function checkAudit(outer: Checking, place: Place, audit: AuditDocument): void {
  const checking: Checking = { ...outer, params: new Set(Object.keys(audit.params ?? {})) };
  const checks = audit.checks.map((check) => check.id);
  demandUnique(checking, checks, (index) => below(place, 'checks', index, 'id'), 'check');
  const areas = (audit.areas ?? []).map((area) => area.id);
  demandUnique(checking, areas, (index) => below(place, 'areas', index, 'id'), 'area');
  const used = new Set(audit.steps.flatMap((step) => step.checks));
  audit.steps.forEach((step, index) => {
    demandName(checking, below(place, 'steps', index, 'area'), 'area', step.area, areas);
    step.checks.forEach((id, position) => demandName(checking, below(place, 'steps', index, 'checks', position), 'check', id, checks));
  });
  checks.forEach((id, index) => {
    if (!used.has(id))
      report(checking, below(place, 'checks', index), `The check "${id}" belongs to no step.`, 'List it in the "checks" of a step.');
  });
  (audit.rules ?? []).forEach((rule, index) => {
    for (const name of Object.keys(rule.when)) {
      const [what = '', id] = name.split('.');
      if (id === undefined) continue;
      const known = what === 'value' ? checks : [...areas, ...checks];
      demandName(checking, below(place, 'rules', index, 'when', name), what === 'value' ? 'check' : 'area', id, known);
    }
  });
  checkParams(checking, place, audit);
  audit.checks.forEach((check, index) => checkCheck(checking, below(place, 'checks', index), check));
}

function demandName(checking: Checking, place: Place, what: string, id: string, known: readonly string[]): void {
  if (!known.includes(id))
    report(checking, place, `There is no ${what} "${id}" in this audit.`, didYouMean(id, known) ?? `There are ${known.join(', ')}.`);
}

/** Every `{ "$param": … }` outside of conditions; those within are found with the conditions. */
function checkParams(checking: Checking, place: Place, audit: AuditDocument): void {
  const known = checking.params ?? new Set<string>();
  const walk = (value: unknown, at: Place): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [name, member] of Object.entries(value)) {
      if (['where', 'never', 'covered'].includes(name)) continue;
      if (name === '$param' && typeof member === 'string') {
        if (!known.has(member)) report(checking, below(at, name), `There is no parameter "${member}".`, didYouMean(member, known));
      } else walk(member, below(at, name));
    }
  };
  walk(audit.checks, below(place, 'checks'));
}

function checkCheck(checking: Checking, place: Place, check: AuditCheck): void {
  if (check.kind === 'ratio') {
    for (const side of ['numerator', 'denominator'] as const) {
      const term = check[side];
      if (typeof term === 'object' && 'entity' in term) checkTerm(checking, below(place, side), term);
    }
    return;
  }
  if (check.kind === 'config') (check.entities ?? []).forEach((id, index) => demandEntity(checking, below(place, 'entities', index), id));
  const entity = 'entity' in check ? demandEntity(checking, below(place, 'entity'), check.entity) : undefined;
  if (!entity) return;
  checkCommon(checking, place, entity, check);
  checkOwnMembers(checking, place, entity, check);
}

/** A path whose values an audit compares or lists: what is encrypted would be kept as plain text in its results. */
function demandPlain(checking: Checking, place: Place, entity: Entity, path: string): void {
  refuseEncrypted(checking, place, demandPath(checking, place, entity, path), 'looked into by an audit');
}

function checkTerm(
  checking: Checking,
  place: Place,
  term: {
    readonly entity: string;
    readonly where?: unknown;
    readonly sum?: string;
    readonly average?: string;
    readonly countDistinct?: string;
  },
): void {
  const entity = demandEntity(checking, below(place, 'entity'), term.entity);
  if (!entity) return;
  checkCondition(checking, below(place, 'where'), entity, term.where);
  for (const name of ['sum', 'average', 'countDistinct'] as const) {
    const path = term[name];
    if (path !== undefined) demandPlain(checking, below(place, name), entity, path);
  }
}

/** Members that most kinds of checks have. */
function checkCommon(checking: Checking, place: Place, entity: Entity, check: AuditCheck): void {
  const { where, amount, evidence } = check as { where?: unknown; amount?: string; evidence?: { fields?: string[]; sort?: string[] } };
  checkCondition(checking, below(place, 'where'), entity, where);
  if (amount !== undefined) demandPlain(checking, below(place, 'amount'), entity, amount);
  (evidence?.fields ?? []).forEach((path, index) => demandPlain(checking, below(place, 'evidence', 'fields', index), entity, path));
  (evidence?.sort ?? []).forEach((path, index) =>
    demandPlain(checking, below(place, 'evidence', 'sort', index), entity, path.replace(/^-/, '')),
  );
}

function checkOwnMembers(checking: Checking, place: Place, entity: Entity, check: AuditCheck): void {
  const paths = (name: string, list: readonly string[] | undefined): void =>
    (list ?? []).forEach((path, index) => demandPlain(checking, below(place, name, index), entity, path));
  switch (check.kind) {
    case 'completeness':
      check.fields.forEach((path, index) => demandPath(checking, below(place, 'fields', index), entity, path));
      return;
    case 'validity':
      demandPlain(checking, below(place, 'field'), entity, check.field);
      checkPattern(checking, place, check);
      return;
    case 'duplicate':
      check.match.forEach((group, row) =>
        group.forEach((part, index) =>
          demandPlain(checking, below(place, 'match', row, index), entity, typeof part === 'string' ? part : part.field),
        ),
      );
      return;
    case 'freshness':
      paths('by', check.by);
      return;
    case 'crossField':
      checkCondition(checking, below(place, 'never'), entity, check.never);
      return;
    case 'orphan':
      paths('links', check.links);
      if (check.without) checkOther(checking, below(place, 'without'), check.without, check.without.link, 'link');
      return;
    case 'distribution':
      demandPlain(checking, below(place, 'field'), entity, check.field);
      return;
    case 'overdue':
      demandPlain(checking, below(place, 'due'), entity, check.due);
      return;
    case 'coverage':
      checkCondition(checking, below(place, 'covered'), entity, check.covered);
      return;
    case 'rate':
      checkOther(checking, below(place, 'events'), check.events, check.events.by, 'by');
      return;
    case 'funnel': {
      const field = demandField(checking, below(place, 'status'), entity, check.status);
      if (field && field.kind !== 'status') report(checking, below(place, 'status'), `"${check.status}" (${field.kind}) is no status.`);
      if (check.over) demandPlain(checking, below(place, 'over', 'field'), entity, check.over.field);
    }
  }
}

/** A look at the records of another entity, by one of its links. */
function checkOther(
  checking: Checking,
  place: Place,
  other: { readonly entity: string; readonly where?: unknown },
  path: string,
  member: string,
): void {
  const entity = demandEntity(checking, below(place, 'entity'), other.entity);
  if (!entity) return;
  demandPlain(checking, below(place, member), entity, path);
  checkCondition(checking, below(place, 'where'), entity, other.where);
}

function checkPattern(checking: Checking, place: Place, check: { readonly rule: string; readonly pattern?: string }): void {
  if (check.rule === 'pattern' && check.pattern === undefined) report(checking, place, 'The rule "pattern" needs a "pattern".');
  if (check.pattern === undefined) return;
  try {
    RE2JS.compile(check.pattern);
  } catch (error) {
    report(checking, below(place, 'pattern'), `This pattern cannot be read: ${(error as Error).message}`, 'Patterns are RE2.');
  }
}
