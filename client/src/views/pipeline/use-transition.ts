/** Moves a record and asks for what the move requires: the dialog's state and the call behind it. */
import { shallowRef, type ShallowRef } from 'vue';
import type { ClientEntity, ClientField } from '../../../../metadata/client-model.ts';
import { ApiProblem, type ProblemItem } from '../../api/problem.ts';
import { readRecord, transitionRecord, updateRecord, type RecordData } from '../../api/records.ts';
import { missingFields, type Move } from './moves.ts';

/** A move that waits for values. */
export interface PendingMove {
  readonly record: RecordData;
  readonly move: Move;
  readonly fields: readonly ClientField[];
  readonly errors: readonly ProblemItem[];
  readonly resolve: (values: Readonly<Record<string, unknown>> | undefined) => void;
}

/** What `useTransition` gives. */
export interface Transition {
  readonly pending: ShallowRef<PendingMove | undefined>;
  /** Moves; asks when something is missing. Undefined when the user gave up. Throws ApiProblem. */
  readonly run: (record: RecordData, move: Move) => Promise<RecordData | undefined>;
}

/** Moves of one status (or select) field. */
export function useTransition(entity: ClientEntity, field: ClientField): Transition {
  const pending = shallowRef<PendingMove>();

  function ask(
    record: RecordData,
    move: Move,
    fields: readonly ClientField[],
    errors: readonly ProblemItem[],
  ): Promise<Readonly<Record<string, unknown>> | undefined> {
    return new Promise((resolve) => {
      pending.value = {
        record,
        move,
        fields,
        errors,
        resolve: (values) => {
          pending.value = undefined;
          resolve(values);
        },
      };
    });
  }

  function namedIn(problem: ApiProblem): readonly ClientField[] {
    const names = new Set(problem.errors.map((item) => (item.pointer ?? '').replace(/^\/(values\/)?/, '').split('/')[0]));
    return entity.fields.filter((one) => names.has(one.name) && one.name !== field.name && one.access === 'write' && !one.computed);
  }

  async function run(card: RecordData, move: Move): Promise<RecordData | undefined> {
    if (field.kind !== 'status') return updateRecord(entity.id, card.id, card.version, { [field.name]: move.to });
    let record = card;
    let values: Readonly<Record<string, unknown>> = {};
    if (move.require.length > 0) {
      record = await readRecord(entity.id, card.id);
      const missing = missingFields(entity, record, move.require);
      if (missing.length > 0) {
        const given = await ask(record, move, missing, []);
        if (given === undefined) return undefined;
        values = given;
      }
    }
    for (;;) {
      try {
        return await transitionRecord(entity.id, record.id, record.version, {
          field: field.name,
          to: move.to,
          ...(Object.keys(values).length > 0 ? { values } : {}),
        });
      } catch (error) {
        // Rules may demand more than the transition lists; the server's pointers say what to ask for.
        const fields = error instanceof ApiProblem && error.status === 422 ? namedIn(error) : [];
        if (fields.length === 0) throw error;
        const given = await ask(record, move, fields, (error as ApiProblem).errors);
        if (given === undefined) return undefined;
        values = { ...values, ...given };
      }
    }
  }

  return { pending, run };
}
