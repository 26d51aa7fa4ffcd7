/** Where newer packs and the workspace's own words stood against each other, by version. */
import type Router from '@koa/router';
import { planChangeSet } from '../../changes/apply.ts';
import { draftResolution, listConflicts, takable, type ConflictPlace } from '../../changes/conflicts.ts';
import { badRequest, notFound } from '../../kernel/errors.ts';
import { contextOf, type ApiState } from '../authenticate.ts';
import { bodyOf } from '../body.ts';

/** `/metadata/versions/{version}/conflicts…`. */
export function conflictRoutes(router: Router<ApiState>): void {
  router.get('/metadata/versions/:number/conflicts', async (ctx) => {
    ctx.body = { data: await listConflicts(contextOf(ctx.state), numberOf(ctx.params['number'])) };
  });
  router.post('/metadata/versions/:number/conflicts/resolve', async (ctx) => {
    const context = contextOf(ctx.state);
    const { take, places } = resolutionOf(bodyOf(ctx, ['take', 'places']));
    const draft = await draftResolution(context, numberOf(ctx.params['number']), take, places);
    ctx.status = 201;
    ctx.set('Location', `/api/metadata/drafts/${draft.id}`);
    ctx.body = { draft: draft.id, plan: await planChangeSet(context, draft.id) };
  });
}

/** Which word is taken, and in which places: `{ "take": "theirs", "places": [{ "kind", "id", "pointer" }] }`. */
function resolutionOf(body: Readonly<Record<string, unknown>>): { take: (typeof takable)[number]; places?: ConflictPlace[] } {
  const take = takable.find((each) => each === (body['take'] ?? 'theirs'));
  if (take === undefined)
    throw badRequest('"take" says whose word is to stand.', [
      { pointer: '/take', code: 'type', message: `One of ${takable.join(', ')} is wanted.` },
    ]);
  const { places } = body;
  if (places === undefined) return { take };
  const whole =
    Array.isArray(places) &&
    places.length > 0 &&
    places.every((place: unknown) =>
      ['kind', 'id', 'pointer'].every((name) => typeof (place as Record<string, unknown> | null)?.[name] === 'string'),
    );
  if (!whole)
    throw badRequest('"places" are those of the conflicts: [{ "kind", "id", "pointer" }].', [
      { pointer: '/places', code: 'type', message: 'A list of places is wanted; leave it out to mean all of them.' },
    ]);
  return { take, places: places as ConflictPlace[] };
}

function numberOf(text: string | undefined): number {
  if (!/^\d{1,9}$/.test(text ?? '')) throw notFound('There is no such version.');
  return Number(text);
}
