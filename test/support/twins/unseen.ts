/** What one user sees of a workspace, and by what it is decided. */
import type { Context } from '../../../server/access/context.ts';
import { fieldAccess, isReadable } from '../../../server/access/fields.ts';
import { conditionPaths, parseCondition } from '../../../metadata/rules/condition.ts';
import { formulaPaths, parseFormula } from '../../../metadata/rules/formula.ts';
import { PathError, resolvePath } from '../../../server/model/paths.ts';
import type { Entity } from '../../../server/model/types.ts';
import { readRows } from '../../../server/query/rows.ts';

/** What a user sees. */
export interface Sight {
  /** The user. */
  readonly user: string | null;
  /** Ids of the records that they see, by entity. */
  readonly visible: ReadonlyMap<string, readonly string[]>;
  /** Ids of records of which they do not see a field that they see of others, by `<entity>.<field>`. */
  readonly guarded: ReadonlyMap<string, readonly string[]>;
}

/** Reads what a user sees, living and in the trash. */
export async function sightOf(context: Context): Promise<Sight> {
  const visible = new Map<string, string[]>();
  const guarded = new Map<string, string[]>();
  for (const entity of context.model.entities.values()) {
    const ids: string[] = [];
    visible.set(entity.id, ids);
    if (context.rights.entity(entity.id).scope('read') === 'none') continue;
    const names = [...entity.fields.values()]
      .filter((field) => fieldAccess(context.model, context.rights, entity, field) !== 'hidden')
      .map((field) => field.name);
    for (const trash of [false, true]) {
      const { rows } = await readRows(context, entity.id, { select: names, limit: 1000, trash });
      for (const row of rows) {
        ids.push(row.id);
        for (const name of (row['_masked'] as readonly string[] | undefined) ?? []) {
          const key = `${entity.id}.${name}`;
          guarded.set(key, [...(guarded.get(key) ?? []), row.id]);
        }
      }
    }
  }
  return { user: context.actor.id, visible, guarded };
}

/**
 * Fields by which scopes, restrictions and statuses decide what is seen: to make one of them another would change who sees what, which is
 * another question.
 */
export function deciding(context: Context): Set<string> {
  const found = new Set<string>();
  const add = (entity: Entity, path: string): void => {
    try {
      const resolved = resolvePath(context.model, entity, path);
      let at = entity;
      for (const hop of resolved.hops) {
        found.add(`${at.id}.${hop.field.name}`);
        at = hop.target;
      }
      if (resolved.end.kind !== 'field' && resolved.end.kind !== 'part') return;
      const { field } = resolved.end;
      found.add(`${at.id}.${field.name}`);
      if (field.document.field === 'formula') for (const input of formulaPaths(parseFormula(field.document.formula))) add(at, input);
    } catch (error) {
      if (!(error instanceof PathError)) throw error;
    }
  };
  const conditions = (value: unknown): unknown[] => (typeof value === 'object' && value !== null ? [value] : []);
  for (const entity of context.model.entities.values()) {
    for (const name of ['owner', 'team', 'deletedAt', 'id', 'version']) found.add(`${entity.id}.${name}`);
    for (const role of context.model.roles.values()) {
      const rule = { ...role.entities?.['*'], ...role.entities?.[entity.id] };
      const scopes = [
        rule.read,
        rule.update,
        rule.delete,
        rule.transition,
        rule.export,
        ...Object.values(rule.statuses ?? {}).flatMap((each) => [each.update, each.delete, each.transition]),
      ];
      for (const scope of scopes.flatMap(conditions)) for (const path of conditionPaths(parseCondition(scope))) add(entity, path);
      for (const status of Object.keys(rule.statuses ?? {})) found.add(`${entity.id}.${status.split('.')[0] ?? ''}`);
    }
    for (const { where } of entity.document.restrictions ?? []) for (const path of conditionPaths(parseCondition(where))) add(entity, path);
  }
  // These say who the user is.
  for (const name of ['name', 'email', 'roles', 'active', 'team', 'language', 'timeZone']) found.add(`system.user.${name}`);
  found.add('system.team.parent');
  return found;
}

/** Fields, as `<entity>.<field>`, of which the user does not see all: of some records or of none, or led to, or computed of, what they do not see all of. */
export function notWhollySeen(context: Context, sight: Sight): Set<string> {
  const { model, rights } = context;
  const partly = (entity: string): boolean => rights.entity(entity).scope('read') !== 'all';
  const found = new Set(sight.guarded.keys());
  for (const entity of model.entities.values())
    for (const field of entity.fields.values())
      if (partly(entity.id) || field.targets.some(partly) || !isReadable(model, rights, entity, field))
        found.add(`${entity.id}.${field.name}`);
  const isClosed = (entity: Entity, path: string): boolean => {
    const { hops, end } = resolvePath(model, entity, path);
    const fields = [...hops.map((hop, index) => `${hops[index - 1]?.target.id ?? entity.id}.${hop.field.name}`)];
    if (end.kind !== 'backlink') fields.push(`${hops.at(-1)?.target.id ?? entity.id}.${end.field.name}`);
    return fields.some((name) => found.has(name)) || hops.some((hop) => partly(hop.target.id));
  };
  // What is computed may be computed of what is computed.
  for (let size = -1; size !== found.size;) {
    size = found.size;
    for (const entity of model.entities.values())
      for (const field of entity.fields.values()) {
        const { document } = field;
        const child = document.field === 'rollup' ? document.of.slice(0, document.of.lastIndexOf('.')) : undefined;
        const computed =
          document.field === 'formula'
            ? formulaPaths(parseFormula(document.formula)).some((path) => isClosed(entity, path))
            : child !== undefined && [...found].some((name) => name.startsWith(`${child}.`));
        if (computed) found.add(`${entity.id}.${field.name}`);
      }
  }
  return found;
}
