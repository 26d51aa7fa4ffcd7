/** The part of the API description that does not depend on the model. */

/** RFC 9457, as every error is sent. */
export const problemResponse = {
  description: 'What is wrong, where, and how to mend it.',
  content: {
    'application/problem+json': {
      schema: {
        type: 'object',
        required: ['type', 'title', 'status', 'code'],
        properties: {
          type: { type: 'string' },
          title: { type: 'string' },
          status: { type: 'integer' },
          code: { type: 'string' },
          detail: { type: 'string' },
          errors: {
            type: 'array',
            items: {
              type: 'object',
              required: ['pointer', 'code', 'message'],
              properties: { pointer: { type: 'string' }, code: { type: 'string' }, message: { type: 'string' }, hint: { type: 'string' } },
            },
          },
        },
      },
    },
  },
};

/** Any refusal. */
export const problem = { $ref: '#/components/responses/problem' };
const json = (description: string): object => ({ description, content: { 'application/json': { schema: { type: 'object' } } } });
/** A JSON object in the request. */
export const body = { required: true, content: { 'application/json': { schema: { type: 'object' } } } };
const upload = {
  required: true,
  content: {
    'multipart/form-data': { schema: { type: 'object', required: ['file'], properties: { file: { type: 'string', format: 'binary' } } } },
  },
};
/** A part of the address. */
export const path = (name: string): object => ({ name, in: 'path', required: true, schema: { type: 'string' } });

/** A call that answers JSON. */
export function call(id: string, summary: string, rest: object, status = 200): object {
  return { operationId: id, summary, responses: { [status]: json(summary), default: problem }, ...rest };
}

/** Session, model, files, imports, exports, audits, mails, events. */
export function fixedPaths(): Record<string, object> {
  return {
    '/session': {
      post: call('sign-in', 'Sign in', { requestBody: body, security: [] }),
      get: call('who-am-i', 'Who is signed in', {}),
      delete: { operationId: 'sign-out', summary: 'Sign out', responses: { 204: { description: 'Signed out.' }, default: problem } },
    },
    '/session/password': {
      put: {
        operationId: 'set-password',
        summary: 'Set the password',
        requestBody: body,
        responses: { 204: { description: 'It is set.' }, default: problem },
      },
    },
    '/model': { get: call('model', 'The model as you may see it', {}) },
    '/files': { post: call('upload', 'Upload a file', { requestBody: upload }, 201) },
    '/files/{entity}/{record}/{field}': {
      parameters: [path('entity'), path('record'), path('field')],
      get: { operationId: 'download', summary: 'Read a file', responses: { 200: { description: 'The bytes.' }, default: problem } },
    },
    '/imports': { post: call('import', 'Preview or run an import', { requestBody: upload }) },
    '/imports/{id}': { parameters: [path('id')], get: call('import-state', 'Progress and result of an import', {}) },
    '/imports/{id}/errors.csv': {
      parameters: [path('id')],
      get: {
        operationId: 'import-errors',
        summary: 'The rows that were refused',
        responses: { 200: { description: 'A CSV file.' }, default: problem },
      },
    },
    '/imports/{id}/undo': {
      parameters: [path('id')],
      post: call('undo-import', 'Undo all that an import did; of a large one a job (202)', {}),
    },
    '/undos/{id}': {
      parameters: [path('id')],
      get: call('undo-state', 'Progress and result of an undoing', {}),
      delete: call('undo-cancel', 'Stop an undoing', {}),
    },
    '/operations/{id}/undo': { parameters: [path('id')], post: call('undo-operation', 'Undo all that was written by one call', {}) },
    '/history': {
      get: call('log', 'Everything that happened, newest first (admins)', {
        parameters: ['entity', 'record', 'actor', 'action', 'operation', 'from', 'to', 'after', 'limit'].map((name) => ({
          name,
          in: 'query',
          schema: { type: 'string' },
        })),
      }),
    },
    '/history/seals': { get: call('seals', 'How far history is sealed (admins)', {}) },
    '/history/{entry}/erase': {
      parameters: [path('entry')],
      post: {
        operationId: 'erase-entry',
        summary: 'Erase what an entry holds, on request (admins)',
        requestBody: body,
        responses: { 204: { description: 'It is erased.' }, default: problem },
      },
    },
    '/records/{entity}/{id}/history/erase': {
      parameters: [path('entity'), path('id')],
      post: {
        operationId: 'erase-history-of-record',
        summary: 'Erase what history holds of a record, on request (admins)',
        requestBody: body,
        responses: { 200: { description: 'How many entries were erased.' }, default: problem },
      },
    },
    '/exports': {
      post: {
        operationId: 'export',
        summary: 'Export records',
        requestBody: body,
        responses: { 200: { description: 'The file.' }, default: problem },
      },
    },
    '/audits': { get: call('audits', 'Audits', {}) },
    '/audits/{id}/runs': {
      parameters: [path('id')],
      get: call('audit-runs', 'Runs of an audit', {}),
      post: call('run-audit', 'Run an audit', {}, 202),
    },
    '/audits/{id}/answers': {
      parameters: [path('id')],
      put: call('answer-audit', 'Answer the checklists of an audit', { requestBody: body }),
    },
    '/audit-runs/{id}': { parameters: [path('id')], get: call('audit-run', 'One run with its results', {}) },
    '/audit-runs/{id}/report.html': {
      parameters: [path('id')],
      get: { operationId: 'audit-report', summary: 'The report of a run', responses: { 200: { description: 'HTML.' }, default: problem } },
    },
    '/outbox': { get: call('mails', 'Mails that were sent or are kept', {}) },
    '/outbox/{id}': { parameters: [path('id')], get: call('mail', 'One mail', {}) },
    '/metadata/documents': { get: call('documents', 'Documents of the model', {}) },
    '/metadata/documents/{kind}/{id}': { parameters: [path('kind'), path('id')], get: call('document', 'One document', {}) },
    '/metadata/versions': { get: call('versions', 'Versions of the model', {}) },
    '/metadata/versions/{version}': { parameters: [path('version')], get: call('version', 'One version and what it changed', {}) },
    '/metadata/versions/{version}/conflicts': {
      parameters: [path('version')],
      get: call('conflicts', 'Where newer packs and own words stood against each other: base, ours, theirs, taken, present', {}),
    },
    '/metadata/versions/{version}/conflicts/resolve': {
      parameters: [path('version')],
      post: call(
        'resolve-conflicts',
        'Draft another word of conflicts: take theirs, ours or base, in some places or all',
        { requestBody: body },
        201,
      ),
    },
    '/events': {
      get: {
        operationId: 'events',
        summary: 'Changes and progress as server-sent events',
        responses: {
          200: { description: 'A stream.', content: { 'text/event-stream': { schema: { type: 'string' } } } },
          default: problem,
        },
      },
    },
  };
}
