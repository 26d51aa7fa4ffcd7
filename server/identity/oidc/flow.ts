/** The way to a provider and back: what was begun in one browser ends in the same, once, and within ten minutes. */
import { timingSafeEqual } from 'node:crypto';
import { AuthorizationResponseError, randomNonce, randomPKCECodeVerifier } from 'openid-client';
import type { Context } from '../../access/context.ts';
import { atomically } from '../../records/atomically.ts';
import { makeChallenge, takeChallenge } from '../challenges.ts';
import { hashSecret, newSecret } from '../secret.ts';
import { letIn, type Place, type SignedIn } from '../sign-in.ts';
import { userOfClaims } from './match.ts';
import type { Claims, Exchange, IdentityProvider } from './provider.ts';
import { OidcRefusal } from './refusal.ts';

/** How long somebody may take at the provider. */
export const waitMinutes = 10;

/** Where the browser goes, and what it keeps meanwhile. */
export interface Departure {
  readonly url: string;
  /** For a cookie that binds the way back to this browser. */
  readonly browser: string;
}

/**
 * Begins.
 * @param returnTo a path of ours, to go to in the end
 * @throws OidcRefusal when the provider cannot be reached
 */
export async function departTo(context: Context, provider: IdentityProvider, redirectUri: string, returnTo: string): Promise<Departure> {
  const [nonce, verifier, browser] = [randomNonce(), randomPKCECodeVerifier(), newSecret()];
  const challenge = await makeChallenge(context, {
    kind: 'oidc',
    payload: { provider: provider.id, nonce, verifier, returnTo, browser: hashSecret(browser) },
    minutes: waitMinutes,
  });
  const exchange: Exchange = { state: challenge?.secret ?? '', nonce, verifier };
  const url = await provider.authorize(exchange, redirectUri).catch((error: unknown) => {
    context.logger.warn({ err: error }, 'The provider of identities cannot be reached.');
    throw new OidcRefusal('oidc-failed', error);
  });
  return { url, browser };
}

/**
 * Ends.
 * @param currentUrl the address with which the browser came back, below our own public one
 * @param browser what it kept
 * @returns who came, and where they wanted to go
 * @throws OidcRefusal
 */
export async function arriveFrom(
  context: Context,
  provider: IdentityProvider,
  currentUrl: URL,
  browser: string | undefined,
  place: Place,
): Promise<{ readonly signedIn: SignedIn; readonly returnTo: string }> {
  const state = currentUrl.searchParams.get('state') ?? '';
  const kept = await takeChallenge(context, 'oidc', state);
  if (!kept || kept['provider'] !== provider.id || !isSame(String(kept['browser']), browser)) throw new OidcRefusal('oidc-state');
  const exchange: Exchange = { state, nonce: String(kept['nonce']), verifier: String(kept['verifier']) };
  const claims = await identify(context, provider, exchange, currentUrl);
  const signedIn = await atomically(context, async (inside) => {
    const userId = await userOfClaims(inside, claims, provider.roles);
    return letIn(inside, { ...place, userId, by: 'provider' });
  });
  if (!signedIn) throw new OidcRefusal('oidc-state');
  return { signedIn, returnTo: String(kept['returnTo']) };
}

async function identify(context: Context, provider: IdentityProvider, exchange: Exchange, currentUrl: URL): Promise<Claims> {
  try {
    return await provider.identify(exchange, currentUrl);
  } catch (error) {
    if (error instanceof AuthorizationResponseError) throw new OidcRefusal('oidc-denied', error);
    context.logger.warn({ err: error }, 'A sign-in by the provider of identities was refused.');
    throw new OidcRefusal('oidc-failed', error);
  }
}

function isSame(digest: string, browser: string | undefined): boolean {
  const given = Buffer.from(hashSecret(browser ?? ''));
  const known = Buffer.from(digest);
  return given.length === known.length && timingSafeEqual(given, known);
}
