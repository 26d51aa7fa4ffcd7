/** Which user of ours somebody is who comes from a provider. */
import type { Context } from '../../access/context.ts';
import { id, sql, toStatement } from '../../database/sql.ts';
import { Problem } from '../../kernel/errors.ts';
import { writeRecords } from '../../records/write.ts';
import { noteInsert } from '../note.ts';
import { demandUser, userOfAddress } from '../users.ts';
import type { Claims } from './provider.ts';
import { OidcRefusal } from './refusal.ts';

/**
 * The user: whom the provider's subject was linked to before; else, where the provider vouches for the address, whose address it is; else, with
 * roles for newcomers, a new one. Within the transaction of the sign-in.
 * @param inside the server's own context
 * @throws OidcRefusal when it is none, or one that has gone
 */
export async function userOfClaims(inside: Context, claims: Claims, roles: readonly string[]): Promise<string> {
  const linked = await linkedUser(inside, claims);
  if (linked !== undefined) return demandActive(inside, linked);
  if (claims.email === undefined || !claims.emailVerified) throw new OidcRefusal('oidc-unverified');
  const known = await userOfAddress(inside, claims.email);
  if (known?.active === false) throw new OidcRefusal('oidc-refused');
  // An address that had another subject before was given to somebody else at the provider: the account is not theirs.
  if (known && (await hasIdentity(inside, known.id, claims.issuer))) throw new OidcRefusal('oidc-refused');
  const userId = known?.id ?? (await createUser(inside, claims, claims.email, roles));
  await link(inside, userId, claims);
  return userId;
}

async function demandActive(inside: Context, userId: string): Promise<string> {
  const user = await demandUser(inside, userId).catch(() => undefined);
  if (user?.active !== true) throw new OidcRefusal('oidc-refused');
  return userId;
}

async function linkedUser(inside: Context, { issuer, subject }: Claims): Promise<string | undefined> {
  const { rows } = await inside.database.query<{ user_id: string }>(
    toStatement(
      sql`select user_id::text from ${id(inside.database.schema, 'relata_identities')} where issuer = ${issuer} and subject = ${subject}`,
    ),
  );
  return rows[0]?.user_id;
}

async function hasIdentity(inside: Context, userId: string, issuer: string): Promise<boolean> {
  const { rowCount } = await inside.database.query(
    toStatement(
      sql`select 1 from ${id(inside.database.schema, 'relata_identities')} where issuer = ${issuer} and user_id = ${userId}::uuid`,
    ),
  );
  return rowCount > 0;
}

async function createUser(inside: Context, { name }: Claims, email: string, roles: readonly string[]): Promise<string> {
  if (roles.length === 0) throw new OidcRefusal('oidc-refused');
  try {
    const values = { name: name ?? email, email, roles };
    const [made] = await writeRecords(inside, 'system.user', [{ action: 'create', values }], { atomic: true });
    if (made?.ok) return made.id;
    throw new OidcRefusal('oidc-refused', made?.problem);
  } catch (error) {
    // Somebody in the trash may hold the address, or one that looks alike; the provider cannot settle that.
    if (error instanceof Problem) throw new OidcRefusal('oidc-refused', error);
    throw error;
  }
}

async function link(inside: Context, userId: string, { issuer, subject }: Claims): Promise<void> {
  const as = { ...inside, actor: { ...inside.actor, id: userId } };
  await inside.database.query(
    toStatement(sql`with noted as (${noteInsert(as, userId, 'identity-linked', { identity: { issuer, subject } })})
      insert into ${id(inside.database.schema, 'relata_identities')} (issuer, subject, user_id, created_at)
      values (${issuer}, ${subject}, ${userId}::uuid, ${inside.clock.now().toISOString()}::timestamptz)`),
  );
}
