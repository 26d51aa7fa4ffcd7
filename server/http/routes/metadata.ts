/** Documents, drafts, plans and versions: for whoever has the right to the metadata. */
import { segment } from '../../../metadata/rules/json-pointer.ts';
import type Router from '@koa/router';
import { describeModel } from '../../access/describe.ts';
import { applyChangeSet, cancelChangeSet, draftRollback, planChangeSet } from '../../changes/apply.ts';
import {
  createChangeSet,
  demandMetadata,
  discard,
  listChangeSets,
  readChangeSet,
  readOrigin,
  saveEdits,
  saveReplacements,
} from '../../changes/change-sets.ts';
import { compareSets } from '../../changes/plan/compare.ts';
import { byKey } from '../../changes/documents/document-sets.ts';
import { draftRestore, purgeTrash } from '../../changes/purge.ts';
import { readDraft } from '../../changes/draft.ts';
import type { Runtime } from '../../changes/run/run.ts';
import { readSteps } from '../../changes/run/steps.ts';
import { listUnconverted } from '../../changes/unconverted.ts';
import { listTrash } from '../../changes/trash.ts';
import type { Edit, Replacements } from '../../changes/types.ts';
import { listVersions, newestNumber, readVersion } from '../../changes/versions.ts';
import type { Context } from '../../access/context.ts';
import { badRequest, notFound } from '../../kernel/errors.ts';
import { contextOf, type ApiState } from '../authenticate.ts';
import { bodyOf } from '../body.ts';
import { chooseLanguage } from '../language.ts';
import { conflictRoutes } from './conflicts.ts';
import { refusal } from '../../access/wording.ts';

/** `/metadata…`. */
export function metadataRoutes(router: Router<ApiState>, runtime: Runtime): void {
  documentRoutes(router);
  draftRoutes(router, runtime);
  versionRoutes(router);
  conflictRoutes(router);
}

function documentRoutes(router: Router<ApiState>): void {
  router.get('/metadata/documents', async (ctx) => {
    const { documents } = await readDraft(contextOf(ctx.state), textOf(ctx.query['draft']));
    ctx.body = {
      data: documents.map(({ kind, pack, file, content }) => {
        const { id, title } = content as { id?: unknown; title?: unknown };
        return { kind, pack, file, id, title };
      }),
    };
  });
  router.get('/metadata/documents/:kind/:id', async (ctx) => {
    const { documents } = await readDraft(contextOf(ctx.state), textOf(ctx.query['draft']));
    const found = byKey(documents).get(`${ctx.params['kind'] ?? ''} ${ctx.params['id'] ?? ''}`);
    if (!found) throw notFound('There is no such document.');
    ctx.body = found;
  });
  const edit = async (context: Context, draft: string | undefined, change: Edit): Promise<Record<string, unknown>> => {
    demandMetadata(context);
    const target = draft ?? (await ownDraft(context));
    const saved = await saveEdits(context, target, [change]);
    const { errors } = await readDraft(context, saved.id);
    return { draft: saved.id, number: saved.number, errors };
  };
  router.put('/metadata/documents/:kind/:id', async (ctx) => {
    ctx.body = await edit(contextOf(ctx.state), textOf(ctx.query['draft']), {
      ...placeOf(contextOf(ctx.state), ctx.params),
      content: bodyOf(ctx),
    });
  });
  router.delete('/metadata/documents/:kind/:id', async (ctx) => {
    ctx.body = await edit(contextOf(ctx.state), textOf(ctx.query['draft']), {
      ...placeOf(contextOf(ctx.state), ctx.params),
      content: null,
    });
  });
}

/** The caller's own open draft, or a new one. */
async function ownDraft(context: Context): Promise<string> {
  const open = (await listChangeSets(context)).find((change) => change.state === 'draft' && change.author === context.actor.id);
  if (open) return open.id;
  const created = await createChangeSet(context.database, {
    title: `Draft of ${context.actor.name}`,
    baseVersion: await newestNumber(context.database),
    author: context.actor,
  });
  return created.id;
}

const kinds: readonly string[] = [
  'entity',
  'pipeline',
  'view',
  'form',
  'automation',
  'role',
  'report',
  'audit',
  'template',
  'locale',
  'settings',
  'pack',
];

function placeOf(context: Context, params: Readonly<Record<string, string | undefined>>): Pick<Edit, 'kind' | 'id'> {
  const { kind = '', id = '' } = params;
  if (!kinds.includes(kind)) throw notFound(refusal(context, 'noKind', { kind, kinds: kinds.join(', ') }));
  return { kind: kind as Edit['kind'], id };
}

function draftRoutes(router: Router<ApiState>, runtime: Runtime): void {
  router.get('/metadata/drafts', async (ctx) => {
    ctx.body = { data: await listChangeSets(contextOf(ctx.state)) };
  });
  router.post('/metadata/drafts', async (ctx) => {
    const context = contextOf(ctx.state);
    demandMetadata(context);
    const title = textOf(bodyOf(ctx, ['title'])['title']) ?? `Draft of ${context.actor.name}`;
    const baseVersion = await newestNumber(context.database);
    const draft = await createChangeSet(context.database, { title: title.slice(0, 200), baseVersion, author: context.actor });
    ctx.status = 201;
    ctx.set('Location', `/api/metadata/drafts/${draft.id}`);
    ctx.body = draft;
  });
  router.get('/metadata/drafts/:id', async (ctx) => {
    const context = contextOf(ctx.state);
    demandMetadata(context);
    const { draft, errors, from, documents } = await readDraft(context, ctx.params['id'] ?? '');
    const steps = await readSteps(context.database, ctx.params['id'] ?? '');
    ctx.body = {
      ...draft,
      errors,
      changes: compareSets(from.documents, documents),
      // Where newer files of packs and the workspace's own words stand against each other, before anything is applied.
      conflicts: draft ? (await readOrigin(context.database, draft.id)).conflicts : [],
      steps: steps.map(({ step, state, done, total, error }) => ({
        type: step.type,
        class: step.class,
        summary: step.summary,
        state,
        done,
        total,
        error,
      })),
    };
  });
  router.get('/metadata/drafts/:id/model', async (ctx) => {
    const context = contextOf(ctx.state);
    const { model, errors } = await readDraft(context, ctx.params['id'] ?? '');
    if (!model)
      throw badRequest(
        'The draft has errors; mend them first.',
        errors.map(({ file, pointer, message }) => ({ pointer: `/${file}${pointer}`, code: 'document', message })),
      );
    ctx.body = describeModel({ ...context, model }, chooseLanguage(model.settings, context.actor.language));
  });
  router.get('/metadata/drafts/:id/unconverted', async (ctx) => {
    const context = contextOf(ctx.state);
    demandMetadata(context);
    const { id } = await readChangeSet(context.database, ctx.params['id'] ?? '');
    ctx.body = { data: await listUnconverted(context.database, id) };
  });
  router.put('/metadata/drafts/:id/replacements', async (ctx) => {
    const context = contextOf(ctx.state);
    demandMetadata(context);
    ctx.body = await saveReplacements(context, ctx.params['id'] ?? '', replacementsOf(bodyOf(ctx)));
  });
  router.delete('/metadata/drafts/:id', async (ctx) => {
    const context = contextOf(ctx.state);
    demandMetadata(context);
    await discard(context, ctx.params['id'] ?? '');
    ctx.status = 204;
  });
  router.post('/metadata/plan', async (ctx) => {
    ctx.body = await planChangeSet(contextOf(ctx.state), draftOf(bodyOf(ctx, ['draft'])));
  });
  router.post('/metadata/apply', async (ctx) => {
    const context = contextOf(ctx.state);
    const body = bodyOf(ctx, ['draft', 'hash']);
    const draft = draftOf(body);
    const hash = textOf(body['hash']);
    if (hash === undefined)
      throw badRequest('"hash" is that of the plan that you have seen.', [
        { pointer: '/hash', code: 'required', message: 'The hash of the plan is wanted.' },
      ]);
    const { finished } = await applyChangeSet(context, runtime, draft, hash);
    // How the run ends stands in the change set; nobody waits for it here.
    finished.catch((error: unknown) => context.logger.error({ err: error, draft }, 'The end of a change could not be noted.'));
    ctx.status = 202;
    ctx.set('Location', `/api/metadata/drafts/${draft}`);
    ctx.body = { id: draft };
  });
  router.post('/metadata/cancel', async (ctx) => {
    await cancelChangeSet(contextOf(ctx.state), draftOf(bodyOf(ctx, ['draft'])));
    ctx.status = 204;
  });
  router.post('/metadata/rollback', async (ctx) => {
    const context = contextOf(ctx.state);
    const { version } = bodyOf(ctx, ['version']);
    if (typeof version !== 'number' || !Number.isSafeInteger(version))
      throw badRequest('"version" is the number to go back to.', [
        { pointer: '/version', code: 'type', message: 'A whole number is wanted.' },
      ]);
    const draft = await draftRollback(context, version);
    ctx.status = 201;
    ctx.set('Location', `/api/metadata/drafts/${draft.id}`);
    ctx.body = { draft: draft.id, plan: await planChangeSet(context, draft.id) };
  });
}

function versionRoutes(router: Router<ApiState>): void {
  router.get('/metadata/versions', async (ctx) => {
    const context = contextOf(ctx.state);
    demandMetadata(context);
    ctx.body = { data: await listVersions(context.database) };
  });
  router.get('/metadata/versions/:number', async (ctx) => {
    const context = contextOf(ctx.state);
    demandMetadata(context);
    const number = numberOf(ctx.params['number']);
    const [version, before] = [await readVersion(context.database, number), await readVersion(context.database, number - 1)];
    if (!version) throw notFound(refusal(context, 'noVersionNumber', { number }));
    const { documents, sources: _sources, physical: _physical, ...facts } = version;
    ctx.body = { ...facts, changes: compareSets(before?.documents ?? [], documents) };
  });
  router.get('/metadata/versions/:one/compare/:other', async (ctx) => {
    const context = contextOf(ctx.state);
    demandMetadata(context);
    const numbers = [numberOf(ctx.params['one']), numberOf(ctx.params['other'])];
    const [one, other] = await Promise.all(numbers.map((number) => readVersion(context.database, number)));
    if (!one || !other) throw notFound('There is no such version.');
    ctx.body = { changes: compareSets(one.documents, other.documents) };
  });
  router.get('/metadata/trash', async (ctx) => {
    const context = contextOf(ctx.state);
    demandMetadata(context);
    ctx.body = { data: await listTrash(context.database) };
  });
  router.post('/metadata/trash/:id/restore', async (ctx) => {
    const context = contextOf(ctx.state);
    const draft = await draftRestore(context, ctx.params['id'] ?? '');
    ctx.status = 201;
    ctx.set('Location', `/api/metadata/drafts/${draft.id}`);
    ctx.body = { draft: draft.id, plan: await planChangeSet(context, draft.id) };
  });
  router.post('/metadata/trash/:id/purge', async (ctx) => {
    const { confirm, early } = bodyOf(ctx, ['confirm', 'early']);
    await purgeTrash(contextOf(ctx.state), ctx.params['id'] ?? '', { confirm, early: early === true });
    ctx.status = 204;
  });
}

function replacementsOf(body: Readonly<Record<string, unknown>>): Replacements {
  const isMap = (value: unknown): boolean => isObject(value) && Object.values(value).every((code) => typeof code === 'string');
  const isMove = (value: unknown): boolean =>
    isObject(value) &&
    isMap(value['codes']) &&
    (value['where'] === undefined || isObject(value['where'])) &&
    Object.keys(value).every((name) => name === 'codes' || name === 'where');
  for (const [name, given] of Object.entries(body)) {
    if (Array.isArray(given) ? given.every(isMove) : isMap(given)) continue;
    throw badRequest(
      'Replacements are { "<entity>.<field>": { "<old code>": "<new code>" } }, or a list of { "where": condition, "codes": { … } }.',
      [
        {
          pointer: segment(name),
          code: 'type',
          message: 'New codes by old ones are wanted, or moves with them.',
        },
      ],
    );
  }
  return body as Replacements;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function draftOf(body: Readonly<Record<string, unknown>>): string {
  const draft = textOf(body['draft']);
  if (draft === undefined)
    throw badRequest('"draft" is the id of a change set.', [
      { pointer: '/draft', code: 'required', message: 'The id of a draft is wanted.' },
    ]);
  return draft;
}

function numberOf(text: string | undefined): number {
  const number = /^\d{1,9}$/.test(text ?? '') ? Number(text) : Number.NaN;
  if (Number.isNaN(number)) throw notFound('There is no such version.');
  return number;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
