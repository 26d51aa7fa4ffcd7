/** `relata doctor --rollups`: whether the kept rollups are what the computation gives. */
import { fillRollups, findStrayRollups } from '../changes/run/rollup-step.ts';
import { keptFields } from '../query/kept-rollups.ts';
import { withWorkspace } from './with-workspace.ts';

/**
 * Compares every kept rollup of every record with its computation, while people work.
 * @param mend computes those entities anew in which something differs
 * @returns the exit code: 1 when something differs, and was not mended
 */
export function doctorRollups({ json, mend }: { readonly json: boolean; readonly mend: boolean }): Promise<number> {
  return withWorkspace(
    async ({ database, workspace }) => {
      const model = workspace.model();
      const entities = [...model.entities.values()].filter((entity) => keptFields(entity).length > 0);
      const kept = entities.flatMap((entity) => keptFields(entity).map(({ field }) => `${entity.id}.${field.name}`));
      const strays = [];
      let mended = 0;
      for (const entity of entities) {
        const found = await findStrayRollups(database, model, entity);
        strays.push(...found);
        if (!mend || found.length === 0) continue;
        await fillRollups(database, model, entity, null, (_cursor, _count, records) => {
          mended += records;
          return Promise.resolve(true);
        });
      }
      if (json) process.stdout.write(`${JSON.stringify({ kept, strays, mended }, null, 2)}\n`);
      else {
        const lines = strays.map(
          ({ entity, field, records, sample }) =>
            `${entity}.${field} is not what it should be in ${records} records: ${sample.join(', ')}${records > sample.length ? ', …' : ''}`,
        );
        if (mended > 0) lines.push(`${mended} records were mended.`);
        else if (strays.length > 0) lines.push('"relata doctor --rollups --mend" computes them anew.');
        process.stdout.write(`${lines.join('\n') || `${kept.length} rollups are kept, and all are what the computation gives.`}\n`);
      }
      return strays.length === 0 || mend ? 0 : 1;
    },
    { asIs: true },
  );
}
