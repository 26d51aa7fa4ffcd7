/** Pipelines: statuses that exist, moves between them, and what the moves demand of the entities that use them. */
import type { PipelineDocument } from '../../../metadata/types.ts';
import type { Entity } from '../types.ts';
import { below, demandRoles, demandUnique, didYouMean, report, type Checking, type Place } from './checking.ts';
import { checkCondition } from './conditions.ts';

/** Checks one pipeline. */
export function checkPipeline(checking: Checking, place: Place, document: PipelineDocument): void {
  const codes = document.statuses.map((status) => status.code);
  demandUnique(checking, codes, (index) => below(place, 'statuses', index, 'code'), 'status');
  demandStatus(checking, below(place, 'initial'), codes, document.initial);
  const transitions = document.transitions ?? [];
  demandUnique(
    checking,
    transitions.flatMap((transition) => transition.id ?? []),
    () => below(place, 'transitions'),
    'transition',
  );
  const users = [...checking.model.entities.values()].filter((entity) =>
    [...entity.fields.values()].some((field) => field.pipelines.some((pipeline) => pipeline.id === document.id)),
  );
  transitions.forEach((transition, index) => {
    const at = below(place, 'transitions', index);
    transition.from.forEach((code, position) => {
      if (code !== '*') demandStatus(checking, below(at, 'from', position), codes, code);
    });
    transition.to.forEach((code, position) => demandStatus(checking, below(at, 'to', position), codes, code));
    demandRoles(checking, below(at, 'roles'), transition.roles);
    (transition.require ?? []).forEach((name, position) => demandFieldOfUsers(checking, below(at, 'require', position), users, name));
    for (const entity of users) checkCondition(checking, below(at, 'when'), entity, transition.when);
  });
}

function demandStatus(checking: Checking, place: Place, codes: readonly string[], code: string): void {
  if (!codes.includes(code))
    report(checking, place, `There is no status "${code}".`, didYouMean(code, codes) ?? `There are ${codes.join(', ')}.`);
}

/** A field that a move demands must be there on every entity that moves along the pipeline. */
function demandFieldOfUsers(checking: Checking, place: Place, users: readonly Entity[], name: string): void {
  for (const entity of users) {
    if (entity.fields.has(name) || checking.brokenFields.has(`${entity.id}.${name}`)) continue;
    report(checking, place, `${entity.title} has no field "${name}".`, didYouMean(name, entity.fields.keys()));
  }
}
