/** A real provider of identities on this machine, whose accounts a test makes; and a browser that only follows redirects and keeps cookies. */
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import Provider from 'oidc-provider';
import { afterAll } from 'vitest';

/** Somebody whom the provider knows. */
export interface OidcAccount {
  readonly sub: string;
  readonly email?: string;
  readonly email_verified?: boolean;
  readonly name?: string;
}

/** A running provider. */
export interface OidcServer {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Whoever signs in next is this one; null breaks the sign-in off, as somebody who presses "cancel". */
  signsInAs(account: OidcAccount | null): void;
}

/**
 * Starts a provider; it ends with the test file.
 * @param redirectUris where it may send browsers back
 */
export async function startOidcServer(redirectUris: readonly string[]): Promise<OidcServer> {
  const [clientId, clientSecret] = ['relata', 'the secret of the client, 0123456789'];
  const accounts = new Map<string, OidcAccount>();
  let present: OidcAccount | null = null;
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const issuer = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const provider = new Provider(issuer, {
    clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [...redirectUris], grant_types: ['authorization_code'] }],
    jwks: {
      keys: [{ ...(privateKey.export({ format: 'jwk' }) as Record<string, string>), kty: 'RSA', use: 'sig', alg: 'RS256', kid: 'test' }],
    },
    cookies: { keys: ['the keys of cookies of a test'] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    pkce: { required: () => true },
    ttl: { Interaction: 600, Session: 600, Grant: 600, AccessToken: 600, IdToken: 600 },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_ctx, sub) => {
      const account = accounts.get(sub);
      return account && { accountId: sub, claims: () => ({ ...account }) };
    },
  });
  const handle = provider.callback();
  server.on('request', (request, response) => {
    if (!(request.url ?? '').startsWith('/interaction/')) void handle(request, response);
    else
      void (async () => {
        const { prompt, params, session } = await provider.interactionDetails(request, response);
        if (!present) return provider.interactionFinished(request, response, { error: 'access_denied' });
        accounts.set(present.sub, present);
        if (prompt.name === 'login')
          return provider.interactionFinished(request, response, { login: { accountId: present.sub, remember: false } });
        const grant = new provider.Grant({ accountId: session?.accountId ?? present.sub, clientId: String(params['client_id']) });
        grant.addOIDCScope('openid email profile');
        return provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } });
      })().catch((error: unknown) => {
        response.statusCode = 500;
        response.end(String(error));
      });
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { issuer, clientId, clientSecret, signsInAs: (account) => void (present = account) };
}

/** A browser without pages. */
export interface Browser {
  /** Cookies by host and name. */
  readonly cookies: Map<string, string>;
  /** Asks for one address, and follows nothing. */
  get(url: string): Promise<Response>;
  /** Follows redirects until one leads to where `until` says, and does not go there. @returns that address */
  follow(url: string, until: (url: URL) => boolean): Promise<URL>;
}

/** Opens a browser with no cookies. */
export function openBrowser(): Browser {
  const cookies = new Map<string, string>();
  const browser: Browser = {
    cookies,
    async get(url) {
      const { host } = new URL(url);
      const own = [...cookies]
        .filter(([key]) => key.startsWith(`${host} `))
        .map(([key, value]) => `${key.slice(host.length + 1)}=${value}`);
      const response = await fetch(url, { redirect: 'manual', headers: own.length > 0 ? { Cookie: own.join('; ') } : {} });
      for (const text of response.headers.getSetCookie()) {
        const [pair = ''] = text.split(';');
        const at = pair.indexOf('=');
        const key = `${host} ${pair.slice(0, at)}`;
        if (/expires=Thu, 01 Jan 1970/i.test(text) || pair.endsWith('=')) cookies.delete(key);
        else cookies.set(key, pair.slice(at + 1));
      }
      return response;
    },
    async follow(url, until) {
      let at = url;
      for (let hop = 0; hop < 20; hop++) {
        const response = await browser.get(at);
        const location = response.headers.get('location');
        if (location === null) throw new Error(`${at} answers ${response.status}: ${(await response.text()).slice(0, 300)}`);
        const next = new URL(location, at);
        if (until(next)) return next;
        at = next.href;
      }
      throw new Error('The redirects have no end.');
    },
  };
  return browser;
}
