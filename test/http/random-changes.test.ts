/**
 * Random changes of the model, ways back and writes, one after the other: after each of them the model, the catalogue and the rows agree, and
 * no value is lost that the change did not speak of. A sample runs here; RELATA_LIFECYCLE=all (`npm run test:lifecycle`) takes many more.
 */
import { describe, expect, test } from 'vitest';
import { findDrift } from '../../server/changes/plan/drift.ts';
import { readVersion } from '../../server/changes/versions.ts';
import { introspect } from '../../server/schema/introspect.ts';
import { draftsOf, type Json } from '../support/drafts.ts';
import { createRandom } from '../support/random.ts';
import { changeAtRandom, pick, signatureOf, valueAtRandom } from '../support/random-changes.ts';
import { startTestApp, type Answer } from '../support/test-app.ts';
import { createTestWorkspace } from '../support/test-workspace.ts';
import { stateOf } from '../support/untouched.ts';

const everything = process.env['RELATA_LIFECYCLE'] === 'all';
const workspace = await createTestWorkspace();
const { database } = workspace;
const app = await startTestApp(workspace);
const admin = await app.signIn(['system.admin']);
const { document, draftOf, planOf, apply, waitFor } = draftsOf(admin);

/** Values of one field by record. */
type Values = ReadonlyMap<string, string>;
/** A field: what it holds, and its values. */
interface Held {
  readonly signature: string;
  readonly values: Values;
}
/** Fields by id. */
type State = ReadonlyMap<string, Held>;

await apply(await draftOf([['entity', 'custom.box', { id: 'custom.box', title: 'Box', properties: { name: { field: 'text' } } }]]));
const boxes: string[] = [];
for (let number = 1; number <= 4; number++)
  boxes.push((await admin.call('POST', '/api/records/box', { name: `Box ${number}` })).body.id as string);

/** All values of the entity, by the ids of its fields. */
async function readState(entity: Json): Promise<State> {
  const { body } = await admin.call('GET', `/api/records/${(entity['id'] as string).split('.')[1] ?? ''}?limit=1000`);
  const fields = Object.entries(entity['properties'] as Record<string, Json>);
  return new Map(
    fields.map(([name, property]) => [
      (property['id'] as string | undefined) ?? name,
      {
        signature: signatureOf(property),
        values: new Map((body.data as Json[]).map((row) => [row['id'] as string, JSON.stringify(row[name] ?? null)])),
      },
    ]),
  );
}

/** Demands that tables, columns and indexes are those of the newest version, and that nothing of a change is left over; triggers of kept rollups stay. */
async function expectAgreement(): Promise<void> {
  const version = await readVersion(database);
  if (!version) throw new Error('There is no version.');
  expect(findDrift(database.schema, version, await introspect(database, database.schema))).toEqual([]);
  const { rows } = await database.query({
    text: `select relname from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = $1 and relname like 'relata_dirty%'
      union all select tgname from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace where n.nspname = $1 and not tgisinternal and tgname not like 'relata_kept_%'`,
    values: [database.schema],
  });
  expect(rows).toEqual([]);
}

const countOf = ({ values }: Held): number => [...values.values()].filter((value) => value !== 'null' && value !== '[]').length;

describe.each(Array.from({ length: everything ? 24 : 4 }, (_, seed) => seed))('seed %i', (seed) => {
  test('model, catalogue and rows agree after every step', { timeout: 600_000 }, async () => {
    const random = createRandom(1000 + seed);
    const id = `custom.thing-${seed}`;
    const path = `/api/records/thing-${seed}`;
    await apply(
      await draftOf([
        [
          'entity',
          id,
          { id, title: 'Thing', properties: { name: { field: 'text' }, note: { field: 'text' }, size: { field: 'integer' } } },
        ],
      ]),
    );
    const first = (await readVersion(database))?.version ?? 0;
    const words: string[] = [];
    /** Values of fields when they went, by field and signature, and what stood in the other place right after. */
    const trash = new Map<string, { readonly held: Held; readonly after: Held | undefined }>();
    let counter = 0;

    async function write(entity: Json, present: State): Promise<void> {
      const known = [...(present.values().next().value?.values.keys() ?? [])];
      for (let number = 0; number < 3; number++) {
        counter += 1;
        const fields = Object.entries(entity['properties'] as Record<string, Json>).filter(() => random() < 0.8);
        const values = Object.fromEntries(fields.map(([name, property]) => [name, valueAtRandom(property, random, boxes, counter)]));
        const create = known.length < 5 || random() < 0.4;
        const answer = await (create ? admin.call('POST', path, values) : admin.call('PATCH', `${path}/${pick(random, known)}`, values));
        // What is required or unique may refuse it; a fault of the server it never is.
        expect([words, values, answer.status, answer.body.errors ?? []]).toEqual([
          words,
          values,
          expect.toSatisfy((status: number) => [200, 201, 409, 422].includes(status)),
          answer.status < 300 ? [] : expect.arrayContaining([]),
        ]);
      }
    }

    /** Plans and applies. @returns the draft when it was applied; nothing when records stood against it, and then nothing was changed */
    async function tryApply(draft: string): Promise<Json | undefined> {
      const plan = await planOf(draft);
      const before = await stateOf(database);
      const answer: Answer = await admin.call('POST', '/api/metadata/apply', { draft, hash: plan['hash'] });
      if (answer.status === 202) {
        const ended = await waitFor(draft);
        expect([words, ended['state'], ended['error']]).toEqual([words, 'applied', null]);
        return ended;
      }
      // A change that comes out at what was there before is none.
      if (answer.body.errors === undefined)
        expect([words, answer.body.detail]).toEqual([words, expect.stringMatching(/nothing to apply/i)]);
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
      expect(await stateOf(database)).toEqual(before);
      return undefined;
    }

    function compare(before: State, after: State, unconverted: number): void {
      for (const [field, held] of after) {
        const old = before.get(field);
        const where = [...words, field];
        const kept = trash.get(`${field} ${held.signature}`);
        if (old?.signature === held.signature) expect([where, held]).toEqual([where, old]);
        else if (old === undefined) {
          for (const [record, value] of held.values)
            expect([where, record, value]).toEqual([
              where,
              record,
              kept?.held.values.get(record) ?? expect.stringMatching(/^(?:null|\[\]|false)$/),
            ]);
        } else {
          expect([...where, [...held.values.keys()].sort()]).toEqual([...where, [...old.values.keys()].sort()]);
          expect([where, countOf(held) + unconverted >= countOf(old)]).toEqual([where, true]);
          // Back on the same way: whoever was not touched since has the old value again.
          if (kept?.after?.signature === old.signature)
            for (const [record, value] of kept.held.values)
              if (kept.after.values.get(record) === old.values.get(record))
                expect([where, record, held.values.get(record)]).toEqual([where, record, value]);
        }
      }
      for (const [field, held] of before) {
        const now = after.get(field);
        if (now?.signature === held.signature) continue;
        // Whoever comes back by another way than it went has been converted in between.
        for (const [key, kept] of trash) if (key.startsWith(`${field} `)) trash.set(key, { held: kept.held, after: undefined });
        trash.set(`${field} ${held.signature}`, { held, after: now });
      }
    }

    for (let step = 0; step < (everything ? 20 : 10); step++) {
      const entity = await document('entity', id);
      await write(entity, await readState(entity));
      const before = await readState(entity);
      const { version: newest = 0 } = (await readVersion(database)) ?? {};
      let ended: Json | undefined;
      if (random() < 0.25 && newest > first) {
        const target = first + Math.floor(random() * (newest - first));
        words.push(`back to ${target}`);
        const back = await admin.call('POST', '/api/metadata/rollback', { version: target });
        // The way back to where one stands is none.
        if (back.status === 400) {
          expect([words, back.body.detail]).toEqual([words, expect.stringMatching(/same|nothing|differ/i)]);
          continue;
        }
        expect([words, back.status]).toEqual([words, 201]);
        ended = await tryApply(back.body.draft as string);
      } else {
        const change = changeAtRandom(entity, random, step + 1);
        words.push(change.words);
        ended = await tryApply(await draftOf([['entity', id, change.document]]));
      }
      if (!ended) {
        words.push('refused');
        continue;
      }
      const failed = (await admin.call('GET', `/api/metadata/drafts/${ended['id'] as string}/unconverted`)).body.data as Json[];
      compare(before, await readState(await document('entity', id)), failed.length);
      await expectAgreement();
    }
  });
});
