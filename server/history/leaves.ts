/**
 * Leaves: what a seal holds of an entry. A leaf is a digest of everything about the entry that never changes, and of a digest of its payload; the
 * payload's digest is salted, so that a payload which was erased on request cannot be guessed from it, while the chain still holds.
 */
import { raw, sql, type Sql } from '../database/sql.ts';

/** SQL (hexadecimal) of the digest of a payload: SHA-256 over the salt and the JSON as jsonb writes it, with its keys in order. */
export function payloadDigestSql(alias: string): Sql {
  const h = raw(alias);
  return sql`encode(sha256(convert_to(coalesce(${h}.salt::text, '') || ${h}.changes::text, 'UTF8')), 'hex')`;
}

/** SQL (bytea, 32 bytes) of an entry's leaf. The digest that is stored counts for what was erased, and only for that. */
export function leafSql(alias: string): Sql {
  const h = raw(alias);
  const payload = sql`case when ${h}.erased_at is null then ${payloadDigestSql(alias)} else ${h}.digest end`;
  const facts = sql`${h}.id, (extract(epoch from ${h}.at) * 1000)::bigint, ${h}.entity, ${h}.record_id, ${h}.action, ${h}.version, ${h}.actor, ${h}.source,
    ${h}.cause_kind, ${h}.cause_id, ${h}.operation, ${h}.key_id, ${h}.place`;
  return sql`sha256(convert_to(jsonb_build_array(${facts}, ${payload})::text, 'UTF8'))`;
}

/** Bytes of an entry in a seal: its id, and the first half of its leaf. */
export const sealedBytes = 32;

/** An entry as a seal holds it. */
export function sealedForm(id: string, leaf: Buffer): Buffer {
  return Buffer.concat([Buffer.from(id.replaceAll('-', ''), 'hex'), leaf.subarray(0, 16)]);
}

/** The half leaves in a seal, in hexadecimal, by the id of the entry. */
export function readLeaves(leaves: Buffer): Map<string, string> {
  const result = new Map<string, string>();
  for (let at = 0; at + sealedBytes <= leaves.length; at += sealedBytes) {
    const id = leaves.toString('hex', at, at + 16);
    result.set(id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'), leaves.toString('hex', at + 16, at + sealedBytes));
  }
  return result;
}
