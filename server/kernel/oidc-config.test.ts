/** What the environment may say of a provider. */
import { expect, test } from 'vitest';
import { readOidcConfig } from './oidc-config.ts';

const good = { OIDC_ISSUER: 'https://id.example.com/realm', OIDC_CLIENT_ID: 'relata' };

test('a provider needs an address and an id; the rest has a default', () => {
  expect(readOidcConfig({})).toBeUndefined();
  expect(readOidcConfig(good)).toEqual({
    issuer: 'https://id.example.com/realm',
    clientId: 'relata',
    clientSecret: undefined,
    title: 'id.example.com',
    roles: [],
  });
  expect(readOidcConfig({ ...good, OIDC_ROLES: 'crm.sales, crm.support,', OIDC_TITLE: 'Example' })).toMatchObject({
    title: 'Example',
    roles: ['crm.sales', 'crm.support'],
  });
});

test('on this machine a provider may do without encryption', () => {
  for (const issuer of ['http://localhost:4000', 'http://127.0.0.1:4000', 'http://[::1]:4000'])
    expect(readOidcConfig({ ...good, OIDC_ISSUER: issuer })?.issuer).toBe(issuer);
});

test.each<[string, NodeJS.ProcessEnv]>([
  ['OIDC_ISSUER', { ...good, OIDC_ISSUER: 'http://id.example.com' }],
  ['OIDC_ISSUER', { ...good, OIDC_ISSUER: 'http://localhost.evil.example' }],
  ['OIDC_ISSUER', { ...good, OIDC_ISSUER: 'http://127.0.0.1.evil.example' }],
  ['OIDC_ISSUER', { ...good, OIDC_ISSUER: 'ftp://id.example.com' }],
  ['OIDC_ISSUER', { ...good, OIDC_ISSUER: 'id.example.com' }],
  ['OIDC_ISSUER', { ...good, OIDC_ISSUER: 'https://user:secret@id.example.com' }],
  ['OIDC_ISSUER', { ...good, OIDC_ISSUER: 'https://id.example.com/?a=b' }],
  ['OIDC_CLIENT_ID', { OIDC_ISSUER: good.OIDC_ISSUER }],
  ['OIDC_CLIENT_SECRET', { OIDC_CLIENT_SECRET: 'x' }],
  ['OIDC_ROLES', { OIDC_ROLES: 'crm.sales' }],
])('what makes no sense is refused with the name %s', (name, env) => {
  expect(() => readOidcConfig(env)).toThrow(name);
});
