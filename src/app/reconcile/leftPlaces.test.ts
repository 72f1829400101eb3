/** What the files leave to somebody who has left: by every name, and to whoever is left of those who stand in. */
import { expect, it } from 'vitest';
import { account, at, engagement, ledger, mara, person } from '../../../test/support/build.ts';
import { openMemory } from '../../../test/support/memory/store.ts';
import type { Account, Person } from '../../core/person/model.ts';
import { policyIn, SMALL } from '../../core/policy/testing/policies.ts';
import { engagementId, naturalKey, personId } from '../../core/shared/ids.ts';
import type { RulesInForce } from '../policy/rules.ts';
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

/** Who goes by these addresses now, and whether they work; whoever is not there is known to nobody. */
async function leaves(
  named: Partial<Person>,
  others: ReadonlyMap<string, boolean | 'left by another name'> = new Map(),
  renameTo: Pick<Account, 'renameTo'> = {},
) {
  const gone = ledger({
    person: { ...person, ...named },
    accounts: [account({ login: named.profile?.workMail ?? '', ...renameTo })],
    engagements: [engagement({ end: at(1) })],
  });
  const { store } = openMemory();
  const theirs = [...others].map(([mail, works]) => {
    const id = personId(mail.split('@')[0] ?? '');
    const isRenamed = works === 'left by another name';
    const profile = { ...person.profile, naturalKey: naturalKey(id), workMail: isRenamed ? `new.${mail}` : mail };
    return ledger({
      person: { id, profile, ...(isRenamed ? { formerMails: [mail.toLowerCase()] } : {}) },
      engagements: [engagement({ id: engagementId(id), person: id, end: works === true ? null : at(1) })],
    });
  });
  for (const one of [gone, ...theirs]) {
    await store.transaction(async (tx) => tx.saveLedger(await tx.lockPerson(one.person?.id ?? mara), one));
  }
  const world = { store, tracker: {} } as unknown as World;
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

it('by the name they had, where it is what tells them from others: without a number, the first address is', async () => {
  const named = called(OWNER, [BEFORE]);
  const unnumbered = { ...named, profile: { ...named.profile, naturalKey: naturalKey(BEFORE) } };
  expect((await leaves(unnumbered)).places).toEqual((await leaves(named)).places);
  expect((await leaves(unnumbered)).secrets).toEqual([`robot.key: ${DEPUTY}`]);
});

it('not by a name they were to have', async () => {
  expect(await leaves(called(OWNER), new Map(), { renameTo: BEFORE })).toMatchObject({ secrets: [] });
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
  for (const left of [false, 'left by another name'] as const)
    expect(await leaves(called(DEPUTY), new Map([[OWNER, left]]))).toEqual({ ...places, gone: [OWNER] });
});
