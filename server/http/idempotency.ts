/** `Idempotency-Key`: a write that arrives again, because its answer was lost, is not done again. */
import { createHash } from 'node:crypto';
import { badRequest } from '../kernel/errors.ts';
import type { Once } from '../records/once.ts';

/** What is read of a request. */
interface KeyedRequest {
  readonly method: string;
  readonly path: string;
  readonly querystring: string;
  get(name: string): string;
  readonly request: object;
}

/**
 * The key of a request, with a digest of all that decides what it does.
 * @throws Problem 400 when it is longer than 255 characters or holds other than visible ASCII
 */
export function readOnce(ctx: KeyedRequest): { once?: Once } {
  const key = ctx.get('Idempotency-Key');
  if (key === '') return {};
  if (!/^[\x21-\x7e]{1,255}$/.test(key))
    throw badRequest('The Idempotency-Key must be 1 to 255 visible ASCII characters.', [
      { pointer: '', code: 'idempotency-key', message: 'Not a key.', hint: 'A UUID of your own is a good key.' },
    ]);
  const { rawBody } = ctx.request as { readonly rawBody?: unknown };
  // Only an upsert is told anything more beside its body.
  const beside = ctx.method === 'PUT' ? [ctx.querystring, ctx.get('If-None-Match')] : [];
  const digest = createHash('sha256').update(JSON.stringify([ctx.method, ctx.path, ctx.get('If-Match'), ...beside]));
  return { once: { key, fingerprint: digest.update(typeof rawBody === 'string' ? rawBody : '').digest('base64url') } };
}
