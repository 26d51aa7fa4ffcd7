/** Stored results of audits: what they cite of records or fields that a user does not see is made another. */
import type { Context } from '../../../server/access/context.ts';
import { isReadable } from '../../../server/access/fields.ts';
import type { Workspace } from '../../../server/access/workspace.ts';
import type { AuditResult, CheckResult } from '../../../server/audits/types.ts';
import { id, sql, toStatement } from '../../../server/database/sql.ts';
import { notWhollySeen, type Sight } from './unseen.ts';

/** Changes the runs of others. Figures stay: whoever may read audits reads them, whatever they are drawn from. */
export async function changeRuns(context: Context, sight: Sight, { database }: Workspace): Promise<void> {
  const table = id(database.schema, 'relata_audit_runs');
  const { rows } = await database.query<{ id: string; audit: string; result: AuditResult }>(
    toStatement(
      sql`select id::text as id, audit, result from ${table} where result is not null and actor is distinct from ${sight.user}::uuid`,
    ),
  );
  const partly = await entitiesSeenInPart(context, sight, database.schema);
  const closed = notWhollySeen(context, sight);
  for (const { id: key, audit, result } of rows) {
    const document = context.model.audits.get(audit);
    const hidden = new Set(
      result.checks
        .filter((check) =>
          concerns(context, partly, closed, check, JSON.stringify(document?.checks.find(({ id: each }) => each === check.id))),
        )
        .map((check) => check.id),
    );
    if (hidden.size === 0) continue;
    const changed = {
      ...result,
      checks: result.checks.map((check) => (hidden.has(check.id) ? cited(check) : check)),
      recommendations: result.recommendations.map((advice) =>
        advice.amount !== undefined && hidden.has(advice.check ?? '') ? { ...advice, amount: '1001' } : advice,
      ),
    };
    await database.query(
      toStatement(
        sql`update ${table} set result = ${JSON.stringify(changed)}::json, digest = md5(${JSON.stringify(changed)}) where id = ${key}::uuid`,
      ),
    );
  }
}

/** Whether something that is not seen has a part in what a check found: an entity or a field that its document names, or that it cites. */
function concerns(context: Context, partly: ReadonlySet<string>, closed: ReadonlySet<string>, check: CheckResult, document = ''): boolean {
  const cited = [check.entity ?? '', ...check.evidence.map((item) => item.entity)];
  for (const entity of context.model.entities.keys()) if (document.includes(`"${entity}"`)) cited.push(entity);
  return cited.some(
    (entity) =>
      partly.has(entity) ||
      [...closed].some((name) => name.startsWith(`${entity}.`) && document.includes(`"${name.slice(entity.length + 1)}`)),
  );
}

/** The same figures, of other records and values. */
function cited(check: CheckResult): CheckResult {
  return {
    ...check,
    evidence: check.evidence.map((item) => ({
      ...item,
      label: `${item.label} zzother`,
      fields: item.fields.map((field) => ({ ...field, text: `${field.text} zzother` })),
      ...(item.amount === undefined ? {} : { amount: '1001' }),
    })),
    ...(check.groups
      ? { groups: check.groups.map((group) => ({ ...group, label: `${group.label} zzother`, count: group.count + 1 })) }
      : {}),
    ...(check.amount === undefined ? {} : { amount: '1001' }),
  };
}

async function entitiesSeenInPart(context: Context, sight: Sight, schema: string): Promise<Set<string>> {
  const found = new Set<string>();
  for (const entity of context.model.entities.values()) {
    const { rows } = await context.database.query<{ n: number }>(
      toStatement(
        sql`select count(*)::int as n from ${id(schema, entity.table)} t where t.id <> all(${[...(sight.visible.get(entity.id) ?? [])]}::uuid[])`,
      ),
    );
    const closed = [...entity.fields.values()].some(
      (field) => !isReadable(context.model, context.rights, entity, field) || sight.guarded.has(`${entity.id}.${field.name}`),
    );
    if (closed || (rows[0]?.n ?? 0) > 0) found.add(entity.id);
  }
  return found;
}
