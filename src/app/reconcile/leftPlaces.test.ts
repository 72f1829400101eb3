/** What the files leave to somebody who has left: by every name, and to whoever is left of those who stand in. */
import { expect, it } from 'vitest';
import { account, at, engagement, ledger, person } from '../../../test/support/build.ts';
import type { PersonLedger } from '../../core/grant/index.ts';
import { policyIn, SMALL } from '../../core/policy/testing/policies.ts';
import { type PersonId, personId } from '../../core/shared/ids.ts';
import type { RulesInForce } from '../rules.ts';
import type { World } from '../world.ts';
import { leftPlaces } from './leftPlaces.ts';

const [OWNER, DEPUTY, BEFORE] = ['ada@small.example', 'omar@small.example', 'ada.king@small.example'];
const policy = policyIn({
  catalogue: `${SMALL.catalogue}accounts:
  robot:
    kind: service
    login: robot@small.example
    owner: ${OWNER}
    deputy: ${DEPUTY}
    purpose: builds
    review: "2027-01-31"
    secrets:
      key: { name: Deploy key, knownTo: [${BEFORE}] }
  spare:
    kind: shared
    login: spare@small.example
    owner: ${BEFORE}
    deputy: ${OWNER}
    purpose: the door
    review: "2027-01-31"
`,
});

/** Who goes by these addresses now; whoever is not there is known to nobody. */
async function leaves(named: Partial<PersonLedger['person']>, others: ReadonlyMap<string, boolean> = new Map()) {
  const id = personId('leaver');
  const gone = ledger({
    person: { ...person, id, ...named },
    accounts: [account({ person: id, login: named?.profile?.workMail ?? '' })],
    engagements: [engagement({ person: id, end: at(1) })],
  });
  const read = {
    findPersons: async (mail: string): Promise<readonly PersonId[]> => (others.has(mail) ? [personId(mail)] : []),
    person: async (one: string) =>
      ledger({ engagements: [engagement({ end: others.get(one) === false ? at(1) : null })] }),
  };
  const world = { store: { read }, tracker: {} } as unknown as World;
  const { places, secrets, gone: heirs } = await leftPlaces(world, { policy } as RulesInForce, gone, at(5));
  return {
    places: places.map(({ id: place, others: left }) => `${place}: ${left.join()}`),
    secrets: secrets.map(({ id: secret, answers }) => `${secret}: ${answers.join()}`),
    gone: [...heirs],
  };
}
const called = (workMail: string, formerMails: readonly string[] = []) => ({
  profile: { ...person.profile, workMail },
  ...(formerMails.length === 0 ? {} : { formerMails }),
});

it('by the name they had, too: whom that leaves as owner and deputy in one leaves nobody to stand in', async () => {
  expect(await leaves(called(OWNER, [BEFORE]))).toEqual({
    places: [`accounts.robot.owner: ${DEPUTY}`, 'accounts.spare.owner: '],
    secrets: [`robot.key: ${DEPUTY}`],
    gone: [],
  });
});

it('not by a name that is another’s by now', async () => {
  expect(await leaves(called(OWNER, [BEFORE]), new Map([[BEFORE, true]]))).toEqual({
    places: [`accounts.robot.owner: ${DEPUTY}`, `accounts.spare.deputy: ${BEFORE}`],
    secrets: [],
    gone: [],
  });
});

it('a deputy leaves the place of one, and whoever owns it answers, unless they have left before', async () => {
  const places = { places: [`accounts.robot.deputy: ${OWNER}`], secrets: [] };
  expect(await leaves(called(DEPUTY), new Map([[OWNER, true]]))).toEqual({ ...places, gone: [] });
  expect(await leaves(called(DEPUTY), new Map([[OWNER, false]]))).toEqual({ ...places, gone: [OWNER] });
});
