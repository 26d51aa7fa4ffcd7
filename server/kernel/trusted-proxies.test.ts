/** For whom a request comes, when it comes through proxies. */
import { expect, test } from 'vitest';
import { readTrustedProxies } from './trusted-proxies.ts';

const proxies = readTrustedProxies('10.0.0.0/8, 192.0.2.7,fd00::/8')!;

test('nothing is trusted unless it is named', () => {
  for (const text of [undefined, '', ' , ']) expect(readTrustedProxies(text)).toBeUndefined();
});

test.each(['10.0.0.0/33', 'fd00::/129', 'proxy.example', '10.0.0', '10.0.0.0/', '10.0.0.1:80', '0.0.0.0/0', '::/0'])(
  'what makes no sense as a network is refused with the name of the variable: %s',
  (name) => {
    expect(() => readTrustedProxies(`10.0.0.1,${name}`)).toThrow('TRUSTED_PROXIES');
  },
);

test.each([
  ['a stranger who says to be another', '203.0.113.9', '198.51.100.1', '203.0.113.9'],
  ['one proxy', '10.1.2.3', '198.51.100.1', '198.51.100.1'],
  ['a client that sent an address of its own along', '10.1.2.3', '8.8.8.8, 198.51.100.1', '198.51.100.1'],
  ['a client that says to be a proxy of ours', '10.1.2.3', '10.0.0.1, 198.51.100.1', '198.51.100.1'],
  ['two proxies', '10.1.2.3', '8.8.8.8, 198.51.100.1, 192.0.2.7', '198.51.100.1'],
  ['an IPv4 address written as IPv6', '::ffff:10.1.2.3', '::ffff:198.51.100.1', '198.51.100.1'],
  ['IPv6 with zone, brackets and port', 'fd00::1%eth0', '[2001:db8::5]:4711', '2001:db8::5'],
  ['IPv4 with a port', '10.1.2.3', '198.51.100.1:4711', '198.51.100.1'],
  ['a proxy that asks for itself', '10.1.2.3', '', '10.1.2.3'],
  ['a proxy that does not know', '10.1.2.3', '8.8.8.8, unknown', '10.1.2.3'],
  ['what is no address', '10.1.2.3', '8.8.8.8, 999.1.1.1', '10.1.2.3'],
])('the address is the last that is none of our proxies: %s', (_what, peer, forwarded, address) => {
  expect(proxies.originOf(peer, forwarded, '').address).toBe(address);
});

test.each([
  ['a stranger says so', '203.0.113.9', '198.51.100.1', 'https', undefined],
  ['our proxy says so', '10.1.2.3', '198.51.100.1', 'https', true],
  ['our proxy says that it was not', '10.1.2.3', '198.51.100.1', 'http', false],
  ['the client said so, and our proxy added that it was not', '10.1.2.3', '198.51.100.1', 'https, http', false],
  ['the outer of two proxies says so', '10.1.2.3', '198.51.100.1, 10.0.0.1', 'https, http', true],
  ['the inner of two proxies passes one word on', '10.1.2.3', '198.51.100.1, 10.0.0.1', 'https', true],
  ['nobody says anything', '10.1.2.3', '198.51.100.1', '', undefined],
  ['nonsense is said', '10.1.2.3', '198.51.100.1', 'gopher', undefined],
])('whether it was https: %s', (_what, peer, forwarded, scheme, https) => {
  expect(proxies.originOf(peer, forwarded, scheme).https).toBe(https);
});
