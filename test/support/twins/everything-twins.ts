/** Twins of every kind of field and scope, and what is asked of them as users of some of the roles. */
import { test } from 'vitest';
import type { Context } from '../../../server/access/context.ts';
import { createWorkspaceOf } from '../test-workspace.ts';
import { everythingPack, everythingHoldings } from './everything-pack.ts';
import { fill, makeTeams } from './fill.ts';
import { interrogate, type Extent, type User } from './interrogate.ts';
import { demandStated } from './stated-sight.ts';
import { createTwins } from './twins.ts';
import type { Sight } from './unseen.ts';

/** Whether everything is asked. */
export const whole = process.env['RELATA_NONINTERFERENCE'] === 'all';

/** Makes the twins and a test for each user. @param extent how much is asked of whoever holds these roles; undefined for nothing */
export async function testRoles(extent: (roles: string, index: number) => Omit<Extent, 'whole'> | undefined): Promise<void> {
  const twins = await createTwins((clock) => createWorkspaceOf(everythingPack(), undefined, clock));
  const [north, south] = await makeTeams(twins.one);
  const admin = await twins.app.signIn(['system.admin'], { team: south });
  const chosen: [string, User, Omit<Extent, 'whole'>][] = [];
  for (const [index, roles] of everythingHoldings().entries()) {
    const name = roles.join(' and ');
    const asked = extent(name, index);
    if (asked) chosen.push([name, await twins.app.signIn(roles, { team: north }), asked]);
  }
  await fill(twins, [], [chosen[0]?.[1].id ?? '', admin.id], [north, south]);
  await twins.keep();
  const { database } = twins.one;
  test.each(chosen)(
    'nothing of what it may not see bears on an answer to %s',
    async (role, user, asked) => {
      const prepare = async (): Promise<void> => {
        // Records of the user's own, where the scope asks for them.
        for (const table of ['test_item', 'test_part', 'test_note'])
          await database.query({
            text: `update ${database.schema}.${table} set owner = $1 where id in (select id from ${database.schema}.${table} where deleted_at is null order by id limit 2)`,
            values: [user.id],
          });
      };
      const demand = role.includes(' and ') ? undefined : (context: Context, sight: Sight) => demandStated(context, role, sight, north);
      await interrogate(twins, user, [admin], { whole, ...asked }, prepare, demand);
    },
    900_000,
  );
}
