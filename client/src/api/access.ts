/** Who may do what with one record: sharing it, and why. */
import { call, request } from './client.ts';

/** How much a share gives. */
export type ShareLevel = 'read' | 'update';

/** One share. */
export interface Share {
  readonly grantee: { readonly entity: string; readonly id: string; readonly label: string | null };
  readonly level: ShareLevel;
  readonly createdAt: string;
  readonly createdBy: { readonly id: string; readonly label: string | null } | null;
}

/** Shares of a record, and whether the user may make more. */
export interface Shares {
  readonly data: readonly Share[];
  readonly canShare: boolean;
}

/** One thing that permits or forbids. */
export interface Reason {
  readonly kind: 'role' | 'share' | 'restriction' | 'admin' | 'none';
  readonly role?: string;
  readonly title?: string;
  readonly scope?: string;
  readonly text: string;
}

/** Why somebody may or may not. */
export interface AccessReasons {
  readonly actions: Readonly<Record<string, { readonly allowed: boolean; readonly because: readonly Reason[] }>>;
  readonly fields: readonly {
    readonly field: string;
    readonly title: string;
    readonly access: string;
    readonly because: readonly Reason[];
  }[];
}

const one = (entity: string, id: string, rest: string): string => `/records/${encodeURIComponent(entity)}/${encodeURIComponent(id)}${rest}`;

/** With whom a record is shared. */
export function listShares(entity: string, id: string): Promise<Shares> {
  return call('GET', one(entity, id, '/shares'));
}

/** Shares a record, or changes how much a share gives. Throws ApiProblem. */
export async function shareRecord(
  entity: string,
  id: string,
  grantee: { user: string } | { team: string },
  level: ShareLevel,
): Promise<void> {
  await request('PUT', one(entity, id, '/shares'), { body: { ...grantee, level } });
}

/** Ends a share. */
export async function unshareRecord(entity: string, id: string, grantee: string): Promise<void> {
  await request('DELETE', one(entity, id, `/shares/${encodeURIComponent(grantee)}`));
}

/** Why the user, or (for admins) another one, may or may not; names in this language. */
export function readAccess(entity: string, id: string, language: string, user?: string): Promise<AccessReasons> {
  return call('GET', one(entity, id, '/access'), { query: { user }, headers: { 'X-Relata-Language': language } });
}
