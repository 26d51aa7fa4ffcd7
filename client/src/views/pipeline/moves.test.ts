import { expect, test } from 'vitest';
import type { ClientEntity, ClientPipeline } from '../../../../metadata/client-model.ts';
import { missingFields, movesFrom } from './moves.ts';

const statuses = [
  { code: 'a', title: 'A', kind: 'open' },
  { code: 'b', title: 'B', kind: 'won' },
  { code: 'c', title: 'C', kind: 'lost' },
] as const;
const pipeline = (transitions?: readonly object[]): ClientPipeline =>
  ({ id: 'p.p', title: 'P', initial: 'a', statuses, ...(transitions ? { transitions } : {}) }) as unknown as ClientPipeline;

test('without transitions every other status may be reached', () => {
  expect(movesFrom(pipeline(), 'a').map((move) => move.to)).toEqual(['b', 'c']);
});

test('with transitions only the listed moves are offered, with what they require', () => {
  const moves = movesFrom(pipeline([{ id: 'lose', title: 'Lose', from: ['*'], to: ['c'], require: ['reason'] }]), 'a');
  expect(moves).toEqual([expect.objectContaining({ to: 'c', action: 'Lose', require: ['reason'] })]);
});

test('only empty fields are asked for', () => {
  const entity = { fields: [{ name: 'reason' }, { name: 'note' }] } as unknown as ClientEntity;
  expect(missingFields(entity, { id: 'x', reason: '', note: 'full' }, ['reason', 'note', 'unknown']).map((field) => field.name)).toEqual([
    'reason',
  ]);
});
