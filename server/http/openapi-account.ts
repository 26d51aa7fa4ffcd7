/** The part of the API description by which people and programs sign in. */
import { body, call, path, problem } from './openapi-fixed.ts';

/** A call that answers nothing. */
function deed(id: string, summary: string, rest: object = {}): object {
  return { operationId: id, summary, responses: { 204: { description: 'Done.' }, default: problem }, ...rest };
}

const stranger = { security: [] };
/** What may say that API keys end, too. */
const withKeys = {
  required: false,
  content: { 'application/json': { schema: { type: 'object', properties: { revokeKeys: { type: 'boolean' } } } } },
};
const moved = { 302: { description: 'On to another page.' }, default: problem };

/** Sessions, second factor, resets, invitations, keys, providers. */
export function accountPaths(): Record<string, object> {
  return {
    '/sessions': {
      get: call('sessions', 'Your own sessions', {}),
      delete: deed('sign-out-everywhere', 'End all of your sessions', { requestBody: withKeys }),
    },
    '/sessions/{id}': { parameters: [path('id')], delete: deed('end-session', 'End one of your sessions') },
    '/users/{id}/sessions': {
      parameters: [path('id')],
      delete: deed('end-sessions-of-user', 'End all sessions of a user (admins)', { requestBody: withKeys }),
    },
    '/users/{id}/second-factor': {
      parameters: [path('id')],
      delete: deed('remove-second-factor-of-user', 'Switch off the second factor of a user (admins)'),
    },
    '/session/second-factor': {
      post: call('begin-second-factor', 'Begin to set up a second factor', { requestBody: body }),
      put: call('confirm-second-factor', 'Switch it on by a code; answers recovery codes, this once', { requestBody: body }),
      delete: deed('remove-second-factor', 'Switch it off', { requestBody: body }),
    },
    '/session/recovery-codes': { post: call('renew-recovery-codes', 'New recovery codes, this once', { requestBody: body }) },
    '/password-resets': {
      post: deed('ask-password-reset', 'Ask for a link by mail', { requestBody: body, ...stranger }),
      put: deed('reset-password', 'Set a password by such a link', { requestBody: body, ...stranger }),
    },
    '/invitations': { post: call('invite', 'Make and invite a user (admins)', { requestBody: body }, 201) },
    '/keys': {
      get: call('keys', 'API keys', {
        parameters: ['user', 'all'].map((name) => ({ name, in: 'query', schema: { type: 'string' } })),
      }),
      post: call('make-key', 'Make an API key; answers it, this once', { requestBody: body }, 201),
    },
    '/keys/{id}': { parameters: [path('id')], delete: deed('revoke-key', 'Revoke an API key') },
    '/session/oidc/{provider}': {
      parameters: [path('provider')],
      get: {
        operationId: 'sign-in-by-provider',
        summary: 'Sign in by a provider of identities',
        parameters: [{ name: 'return', in: 'query', schema: { type: 'string' } }],
        responses: moved,
        ...stranger,
      },
    },
    '/session/oidc/{provider}/callback': {
      parameters: [path('provider')],
      get: { operationId: 'come-back-from-provider', summary: 'The way back from it', responses: moved, ...stranger },
    },
  };
}
