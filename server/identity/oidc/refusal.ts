/** Why somebody who comes from a provider is not let in: a code for the page of the sign-in, which has the words. */

/** `state`: begun elsewhere, before, or too long ago; `unverified`: the provider does not vouch for the address; `refused`: no user of ours. */
export type RefusalCode = 'oidc-denied' | 'oidc-failed' | 'oidc-refused' | 'oidc-state' | 'oidc-unverified';

/** Thrown on the way. */
export class OidcRefusal extends Error {
  readonly code: RefusalCode;

  constructor(code: RefusalCode, cause?: unknown) {
    super(`The sign-in by a provider ended: ${code}.`, { cause });
    this.name = 'OidcRefusal';
    this.code = code;
  }
}
