/** The provider of identities (OpenID Connect) that the environment names. */

/** A provider at which people may sign in. */
export interface OidcConfig {
  /** Its address; what it says of itself is found below it. */
  readonly issuer: string;
  readonly clientId: string;
  /** Undefined for a public client. */
  readonly clientSecret: string | undefined;
  /** Name on the button. */
  readonly title: string;
  /** Roles of users who come for the first time; without any, only those come in who are users already. */
  readonly roles: readonly string[];
}

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Reads OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_TITLE and OIDC_ROLES.
 * @returns undefined when there is no provider
 * @throws Error that names the variable, when one is missing or does not make sense
 */
export function readOidcConfig(env: NodeJS.ProcessEnv): OidcConfig | undefined {
  const issuer = env['OIDC_ISSUER'] || undefined;
  if (issuer === undefined) {
    const stray = ['OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET', 'OIDC_ROLES'].find((name) => Boolean(env[name]));
    if (stray !== undefined) throw new Error(`${stray} is set, but OIDC_ISSUER is not: say which provider it is for.`);
    return undefined;
  }
  const url = URL.canParse(issuer) ? new URL(issuer) : undefined;
  const fits = url?.protocol === 'https:' || (url?.protocol === 'http:' && loopback.test(url.hostname));
  if (!url || !fits || url.username !== '' || url.search !== '' || url.hash !== '')
    throw new Error(`OIDC_ISSUER is "${issuer}"; it must be an https:// address (http:// only on this machine).`);
  const clientId = env['OIDC_CLIENT_ID'] || undefined;
  if (clientId === undefined) throw new Error('OIDC_ISSUER is set, but OIDC_CLIENT_ID is not: register Relata at the provider.');
  return {
    issuer,
    clientId,
    clientSecret: env['OIDC_CLIENT_SECRET'] || undefined,
    title: env['OIDC_TITLE'] || url.hostname,
    roles: (env['OIDC_ROLES'] ?? '')
      .split(',')
      .map((role) => role.trim())
      .filter((role) => role !== ''),
  };
}
