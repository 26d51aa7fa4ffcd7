/** Files in fields: only what was uploaded, by whoever puts it there, with the facts that the server noted at the upload. */
import type { Context } from '../access/context.ts';
import { id, sql, toStatement } from '../database/sql.ts';
import type { Queryable } from '../database/types.ts';
import { FieldError, type FieldEnvironment } from '../fields/types.ts';
import type { Entity, Field } from '../model/types.ts';
import { same, type Draft } from './draft.ts';

interface Claim {
  readonly draft: Draft;
  readonly field: Field;
  readonly fileId: string;
}

/**
 * Replaces what callers say of files by what is known of them; a file that is not there, or that somebody else uploaded, is refused
 * in the same words. A file that stays where it is needs no proof.
 */
export async function claimFiles(
  context: Context,
  tx: Queryable,
  entity: Entity,
  drafts: readonly Draft[],
  environment: FieldEnvironment,
): Promise<void> {
  const fields = [...entity.fields.values()].filter((field) => field.kind === 'file' || field.kind === 'image');
  const claims = drafts.flatMap((draft) => fields.flatMap((field) => claimOf(draft, field)));
  if (claims.length === 0) return;
  const ids = [...new Set(claims.map((claim) => claim.fileId))];
  const { rows } = await tx.query<{ id: string; name: string; type: string; size: number; created_by: string | null }>(
    toStatement(sql`select id::text as id, name, type, size::float8 as size, created_by::text as created_by
      from ${id(context.database.schema, 'relata_files')} where id = any(${ids}::uuid[])`),
  );
  const known = new Map(rows.map((row) => [row.id, row]));
  for (const { draft, field, fileId } of claims) {
    const facts = known.get(fileId);
    // The system itself may pass on what somebody uploaded: an automation that copies a document does.
    if (!facts || (context.actor.id !== null && facts.created_by !== context.actor.id)) {
      const message = `${field.title} names a file that is not there.`;
      draft.errors.push({
        pointer: `/${field.name}`,
        code: 'file',
        message,
        hint: 'Upload it by POST /api/files and send what that answers.',
      });
      continue;
    }
    try {
      draft.after[field.name] = field.type.normalise(
        { id: facts.id, name: facts.name, type: facts.type, size: facts.size },
        field,
        environment,
      );
    } catch (error) {
      if (!(error instanceof FieldError)) throw error;
      draft.errors.push({
        pointer: `/${field.name}`,
        code: error.code,
        message: error.message,
        ...(error.hint === undefined ? {} : { hint: error.hint }),
      });
    }
  }
}

/** What a draft puts into a field anew. The same file again is set back to the facts that were there. */
function claimOf(draft: Draft, field: Field): Claim[] {
  const value = draft.after[field.name] as { id: string } | null | undefined;
  const before = draft.current?.values[field.name] as { id: string } | null | undefined;
  if (value === null || value === undefined || same(value, before)) return [];
  if (before?.id === value.id) {
    draft.after[field.name] = before;
    return [];
  }
  return [{ draft, field, fileId: value.id }];
}
