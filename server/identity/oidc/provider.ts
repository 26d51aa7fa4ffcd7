/** A provider of identities over OpenID Connect: found when it is first needed, and again every hour. */
import * as client from 'openid-client';
import type { OidcConfig } from '../../kernel/oidc-config.ts';

const foundAgainAfter = 3_600_000;
/** Seconds that we wait for an answer of the provider. */
const patience = 10;

/** What we make up for one sign-in, and expect back. */
export interface Exchange {
  readonly state: string;
  readonly nonce: string;
  /** PKCE (RFC 7636). */
  readonly verifier: string;
}

/** Who somebody is, as the provider says. */
export interface Claims {
  readonly issuer: string;
  readonly subject: string;
  readonly email: string | undefined;
  /** Whether the provider has made sure that the address is theirs. */
  readonly emailVerified: boolean;
  readonly name: string | undefined;
}

/** A provider at which people sign in. */
export interface IdentityProvider {
  readonly id: string;
  /** Name on the button. */
  readonly title: string;
  /** Roles of users who come for the first time. */
  readonly roles: readonly string[];
  /** Where the browser is sent. @throws when the provider cannot be reached */
  authorize(exchange: Exchange, redirectUri: string): Promise<string>;
  /**
   * Who it is, from the address with which the browser came back. The code is exchanged, and the signature, issuer, audience, time and nonce of the
   * token are checked.
   * @throws when anything of that is not as it must be
   */
  identify(exchange: Exchange, currentUrl: URL): Promise<Claims>;
}

/** The id of the one provider that the environment can name. */
const onlyProvider = 'oidc';

/** Makes the provider; nothing is asked of it before somebody signs in. */
export function createProvider(config: OidcConfig): IdentityProvider {
  let found: { readonly until: number; readonly configuration: Promise<client.Configuration> } | undefined;
  const configuration = (): Promise<client.Configuration> => {
    if (found && found.until > performance.now()) return found.configuration;
    const next = { until: performance.now() + foundAgainAfter, configuration: discover(config) };
    found = next;
    // What could not be found is looked for again the next time.
    next.configuration.catch(() => {
      if (found === next) found = undefined;
    });
    return next.configuration;
  };
  return {
    id: onlyProvider,
    title: config.title,
    roles: config.roles,
    async authorize({ state, nonce, verifier }, redirectUri) {
      const url = client.buildAuthorizationUrl(await configuration(), {
        redirect_uri: redirectUri,
        scope: 'openid email profile',
        response_type: 'code',
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        state,
        nonce,
      });
      return url.href;
    },
    async identify({ state, nonce, verifier }, currentUrl) {
      const known = await configuration();
      const tokens = await client.authorizationCodeGrant(known, currentUrl, {
        pkceCodeVerifier: verifier,
        expectedState: state,
        expectedNonce: nonce,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      if (!claims) throw new Error('The provider sent no ID token.');
      const asked = claims['email'] === undefined && known.serverMetadata().userinfo_endpoint !== undefined;
      const more = asked ? await client.fetchUserInfo(known, tokens.access_token, claims.sub) : {};
      return claimsOf(claims.iss, claims.sub, { ...more, ...claims });
    },
  };
}

/** Both claims of the address come from the same side, or neither counts. */
function claimsOf(issuer: string, subject: string, claims: Readonly<Record<string, unknown>>): Claims {
  const { email, email_verified: verified, name } = claims;
  const address = typeof email === 'string' && /^[^\s@,<>]+@[^\s@,<>]+$/.test(email) && email.length <= 320 ? email : undefined;
  return {
    issuer,
    subject,
    email: address,
    emailVerified: address !== undefined && verified === true,
    name: typeof name === 'string' && name.trim() !== '' ? name.trim().slice(0, 200) : undefined,
  };
}

async function discover({ issuer, clientId, clientSecret }: OidcConfig): Promise<client.Configuration> {
  const url = new URL(issuer);
  const found = await client.discovery(url, clientId, undefined, client.None(), {
    timeout: patience,
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- only for a provider on this machine, as the configuration makes sure
    execute: url.protocol === 'http:' ? [client.allowInsecureRequests] : [],
  });
  const server = found.serverMetadata();
  const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
  const secret =
    clientSecret === undefined
      ? client.None()
      : methods.includes('client_secret_basic')
        ? client.ClientSecretBasic(clientSecret)
        : client.ClientSecretPost(clientSecret);
  const configuration = new client.Configuration(server, clientId, undefined, secret);
  configuration.timeout = patience;
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- as above
  if (url.protocol === 'http:') client.allowInsecureRequests(configuration);
  // The signature of the token is checked, too, not only the line by which it came.
  client.enableNonRepudiationChecks(configuration);
  return configuration;
}
