/** The secret outside the database. */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readSecrets, secretsOf } from './secrets.ts';

const home = await mkdtemp(path.join(tmpdir(), 'relata-secrets-'));
afterAll(() => rm(home, { recursive: true, force: true }));

test('processes that start at once share the secret that one of them makes, and nobody else may read it', async () => {
  const all = await Promise.all(Array.from({ length: 8 }, () => readSecrets(home, undefined)));
  expect(new Set(all.map((secrets) => secrets.fingerprint)).size).toBe(1);
  expect((await stat(path.join(home, 'keys', 'secret'))).mode & 0o077).toBe(0);
});

test('a stated secret is used as it is; a short or simple one stops the start', async () => {
  const stated = 'a-long-secret-0123456789-with-many-letters';
  expect((await readSecrets(home, stated)).fingerprint).toBe(secretsOf(stated).fingerprint);
  await expect(readSecrets(home, 'changeme')).rejects.toThrow('RELATA_SECRET');
  await expect(readSecrets(home, 'x'.repeat(64))).rejects.toThrow('RELATA_SECRET');
});

test('each purpose has a key of its own, the same each time', () => {
  const secrets = secretsOf('a-long-secret-0123456789-with-many-letters');
  expect(secrets.derive('one')).toEqual(secrets.derive('one'));
  expect(secrets.derive('one')).not.toEqual(secrets.derive('other'));
  expect(secrets.derive('one')).toHaveLength(32);
});
