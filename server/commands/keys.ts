/** `relata keys`: the data keys of encrypted fields, a new one, and a new secret around them. */
import { parseArgs } from 'node:util';
import { changeSecret } from '../database/demand-secret.ts';
import type { Sql } from '../database/sql.ts';
import type { Database } from '../database/types.ts';
import { rewrapKeptKeys } from '../encryption/kept-keys.ts';
import { listKeys, rewrapKeys, shortIdOf } from '../encryption/key-ring.ts';
import { countByKey, resealColumn } from '../encryption/reseal.ts';
import { rotateKeys } from '../encryption/rotate.ts';
import { historyInsert, type Doer } from '../history/entry.ts';
import { alignPlaces } from '../history/places.ts';
import { rewrapFactors } from '../identity/rewrap-factors.ts';
import { systemClock } from '../kernel/clock.ts';
import { readConfig } from '../kernel/config.ts';
import { checkStated, secretsOf } from '../kernel/secrets.ts';
import { sealedColumns } from '../records/sealed-columns.ts';
import { keepKeys } from './keep-keys.ts';
import type { Verb } from './types.ts';
import { withWorkspace } from './with-workspace.ts';

/** Lists, rotates and rewraps. */
export const keys: Verb = {
  summary: 'Keys of encrypted fields: relata keys list | rotate | rewrap',
  usage: [
    'relata keys list\n\nThe data keys, and how many values are encrypted with each.\n',
    'relata keys rotate\n\nMakes a new data key while the servers run, and encrypts all values anew with it. Takes a little more than a minute, the time until all servers know it. May be broken off: the next one goes on. Old keys are kept, because history needs them.\n',
    'relata keys rewrap\n\nBrings the data keys under another RELATA_SECRET. Stop the servers, set the new secret in RELATA_SECRET and the old one in RELATA_SECRET_PREVIOUS, run this, and start them again with the new one. May be broken off and run again. Seals of history and recovery codes of before go on to hold: the keys that they were made with are kept under the new secret.',
  ].join('\n'),
  run(args) {
    const { positionals } = parseArgs({ args: [...args], allowPositionals: true });
    const [what = '', ...more] = positionals;
    const work = Object.hasOwn(works, what) && more.length === 0 ? works[what as keyof typeof works] : undefined;
    return work ? work() : Promise.reject(new Error('Use: relata keys list | rotate | rewrap'));
  },
};

/** The entry of the workspace's history: somebody at the machine gave the servers another secret. */
function rewrapNote(database: Database): Sql {
  const operator: Doer = { actor: { id: null }, source: 'cli' };
  return historyInsert({ ...operator, database, clock: systemClock }, [
    { entity: 'system.keys', recordId: null, action: 'rewrap', version: null, changes: {} },
  ]);
}

const works = {
  list: (): Promise<number> =>
    withWorkspace(
      async ({ database, workspace }) => {
        const counts = await countByKey(database, sealedColumns(database, workspace.model()));
        const lines = (await listKeys(database)).map(({ id, createdAt, retiredAt }) => {
          const values = counts.get(shortIdOf(id)) ?? 0;
          return `${id}  made ${createdAt}  ${retiredAt === null ? 'in use' : `retired ${retiredAt}`}  ${values} values`;
        });
        process.stdout.write(`${lines.join('\n') || 'Nothing has been encrypted yet.'}\n`);
        return 0;
      },
      { asIs: true },
    ),

  rotate: (): Promise<number> =>
    withWorkspace(
      async ({ database, workspace }) => {
        const rotation = await rotateKeys(database, sealedColumns(database, workspace.model()), {
          progress: (done) => void process.stderr.write(`\r${done} values`),
        });
        const left = rotation.shut === 0 ? '' : ` ${rotation.shut} values do not open and were left as they are; the log names them.`;
        process.stdout.write(
          `\n${rotation.resumed ? 'Went on with' : 'Made'} the key ${rotation.key}. ${rotation.done} values are encrypted anew, older keys are retired.${left}\n`,
        );
        return rotation.shut === 0 ? 0 : 1;
      },
      { asIs: true },
    ),

  rewrap: (): Promise<number> => {
    const { previousSecret } = readConfig();
    if (previousSecret === undefined)
      return Promise.reject(new Error('Set RELATA_SECRET_PREVIOUS to the secret until now, and RELATA_SECRET to the new one.'));
    const previous = secretsOf(checkStated(previousSecret));
    return withWorkspace(
      async ({ database, workspace }) => {
        // Digests are made with the secret itself, so that none is needed to look for a value.
        const digested = sealedColumns(database, workspace.model()).filter(({ digestColumn }) => digestColumn !== undefined);
        if (digested.length > 0) await database.cipher.ready();
        for (const column of digested) await resealColumn(database, column, { everything: true });
        const factors = await rewrapFactors(database, previous);
        process.stdout.write(
          `All keys are under the new secret, ${digested.length} fields have new digests, ${factors.done} second factors are sealed anew.${factors.shut === 0 ? '' : ` ${factors.shut} second factors open with neither secret.`}\n`,
        );
        return 0;
      },
      {
        asIs: true,
        beforeSecret: async (database: Database) => {
          await keepKeys(database, previous);
          await rewrapKeptKeys(database, previous, database.secrets);
          await rewrapKeys(database, previous, database.secrets);
          await alignPlaces(database);
          await changeSecret(database, previous, rewrapNote(database));
        },
      },
    );
  },
};
