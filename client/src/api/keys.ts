/** API keys over HTTP. */
import { call, request } from './client.ts';

/** What a key may be used for. */
export const keyScopes = ['read', 'write', 'delete', 'export', 'import', 'metadata', 'audits'] as const;
/** One of them. */
export type KeyScope = (typeof keyScopes)[number];

/** A key, without its secret. */
export interface ApiKey {
  readonly id: string;
  readonly name: string;
  /** The end of the secret. */
  readonly hint: string;
  readonly user: { readonly id: string; readonly name?: string; readonly label?: string } | null;
  readonly roles: readonly string[];
  readonly scopes: readonly KeyScope[];
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly usedAt: string | null;
  readonly revokedAt: string | null;
}

/** A key to be made. */
export interface NewKey {
  readonly name: string;
  readonly scopes: readonly KeyScope[];
  /** None: all of the user's. */
  readonly roles?: readonly string[];
  readonly expiresAt?: string;
}

/** The user's own keys, or everybody's (admins). */
export async function listKeys(all = false): Promise<readonly ApiKey[]> {
  return (await call<{ data: readonly ApiKey[] }>('GET', '/keys', { query: all ? { all: true } : {} })).data;
}

/** Makes a key; `key` holds its secret, this once. Throws ApiProblem. */
export function createKey(key: NewKey): Promise<ApiKey & { readonly key: string }> {
  return call('POST', '/keys', { body: key });
}

/** Makes a key worthless. */
export async function revokeKey(id: string): Promise<void> {
  await request('DELETE', `/keys/${encodeURIComponent(id)}`);
}
