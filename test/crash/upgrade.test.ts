/**
 * This version beside a newer one that is made up, as two processes on one PostgreSQL, while people join, move, ask and leave:
 * the schema goes on under it, and what it does not know is the newer one's to do. `npm run beside` does the same with an
 * older version's checkout in its place.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { KNOWN } from '../../src/core/evidence/events/types.ts';
import { Campaign } from './campaign.ts';
import { dice } from './dice.ts';
import { EVENT, MADE_UP, STEP } from './madeUp.ts';
import { killAll } from './processes.ts';
import { type Ground, makeGround, makeStand, type Stand } from './stand.ts';
import { SHORT } from './timing.ts';
import { upgrade } from './upgrade.ts';

const MOST = 590_000;

let ground: Ground;
let stand: Stand | undefined;
// Whoever reads the record in the end is as new as who wrote it; the files after this one are not.
beforeAll(() => void Object.assign(KNOWN, { [EVENT]: true }));
afterAll(async () => {
  Reflect.deleteProperty(KNOWN, EVENT);
  await killAll();
  await stand?.stop();
  ground.stop();
}, MOST);

it(
  'an older version and a newer one work on one store, and nothing is lost or done twice',
  async () => {
    ground = await makeGround({ store: 'postgres', newer: MADE_UP });
    stand = await makeStand(ground, SHORT);
    const campaign = new Campaign(stand, dice(1), { atOnce: 3 });
    const undisturbed = await campaign.undisturbed();
    const { older, newer, complaints } = await upgrade(stand, campaign, 1);

    expect(older).toMatchObject({
      ready: false,
      because: [
        expect.stringMatching(/^a newer Tenure works here: (event FormWeighed is of a type|a job of the lane)/),
      ],
      notes: [`the schema is a newer version's (${STEP})`],
    });
    expect(newer).toMatchObject({ ready: true, because: [], notes: [] });
    expect(await campaign.outcome(undisturbed)).toMatchObject({ lost: [], doubled: [], lingering: [] });
    expect(complaints).toEqual({
      older: [expect.stringContaining('a newer Tenure works here: its work is handed back')],
      newer: [],
    });
  },
  MOST,
);
