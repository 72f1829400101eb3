/** Whether somebody may be asked now: by their work, their leaves, and whom they have named for the time. */
import { describe, expect, it } from 'vitest';
import { account, at, engagement, ledger, person, theCase } from '../../../test/support/build.ts';
import { emptyLedger, type PersonLedger } from '../../core/grant/index.ts';
import type { Engagement } from '../../core/person/model.ts';
import type { Delegation } from '../../core/request/index.ts';
import { engagementId, type PersonId, personId } from '../../core/shared/ids.ts';
import type { World } from '../world.ts';
import { peopleNow, worksNow } from './people.ts';

const mail = (name: string) => `${name}@small.example`;
const work = (from: number, to: number | null, edit: Partial<Engagement> = {}) =>
  engagement({ id: engagementId(`from ${from}`), start: at(from), end: to === null ? null : at(to), ...edit });
const away = (from: number, to: number | null) =>
  work(0, null, { leaves: [{ from: at(from), until: to === null ? null : at(to), case: theCase('leave') }] });
const someone = (name: string, engagements: readonly Engagement[], workMail = mail(name)): PersonLedger =>
  ledger({
    person: { id: personId(name), profile: { ...person.profile, workMail } },
    accounts: [account({ person: personId(name), login: mail(`${name}.login`) })],
    engagements,
  });

/** At minute 20. */
const peopleOf = (all: readonly PersonLedger[], delegations: readonly Delegation[] = []) => {
  const read = {
    now: async () => at(20),
    getControl: async () => delegations,
    person: async (id: PersonId) => all.find((one) => one.person?.id === id) ?? emptyLedger,
    findFormer: async (text: string) =>
      all.flatMap(({ person: one }) => (one?.formerMails?.includes(text) ? [one.id] : [])),
    findPersons: async (text: string) =>
      all.flatMap(({ person: one }) => (one !== null && [one.profile.workMail, one.id].includes(text) ? [one.id] : [])),
  };
  return peopleNow({ store: { read } } as unknown as World);
};

describe('whether they work now', () => {
  it.each<[string, readonly Engagement[], object]>([
    ['who works here', [work(0, null)], { works: true }],
    ['who has left', [work(0, 20)], { works: false }],
    ['whose last instant is ahead', [work(0, 21)], { works: true }],
    ['who is to begin', [work(21, null)], { works: false }],
    ['who begins now', [work(20, null)], { works: true }],
    ['who has come back to other work', [work(0, 10), work(15, null)], { works: true }],
    ['who is between two', [work(0, 10), work(30, null)], { works: false }],
    ['of whose work nothing is known', [], { works: true }],
    ['who is away', [away(10, 30)], { works: false, isAway: true }],
    ['who is away until nobody knows when', [away(20, null)], { works: false, isAway: true }],
    ['who is back', [away(10, 20)], { works: true }],
    ['who is to be away', [away(21, 30)], { works: true }],
  ])('%s', async (_, engagements, expected) => {
    const ada = someone('ada', engagements);
    const { candidate } = await (await peopleOf([ada])).named(mail('ada'));
    expect(candidate).toEqual({ mail: mail('ada'), names: [mail('ada'), mail('ada.login')], ...expected });
    expect(worksNow(ada, at(20))).toBe('works' in expected && expected.works);
  });
});

describe('somebody by an address', () => {
  const alone = (name: string) => ({ candidate: { mail: mail(name), names: [mail(name)], works: true }, ledger: null });

  it('nobody knows, or two people have, is that address and no more', async () => {
    const shared = [someone('ben', [work(0, 1)], mail('desk')), someone('cem', [work(0, null)], mail('desk'))];
    const people = await peopleOf(shared);
    expect([await people.named(mail('NOBODY')), await people.named(mail('desk'))]).toEqual([
      alone('nobody'),
      alone('desk'),
    ]);
  });

  it('they had is asked where they are now, and not at all once they have left; whoever has it now is asked, and of two nobody knows', async () => {
    const had = (one: PersonLedger, ...formerMails: readonly string[]): PersonLedger => ({
      ...one,
      person: one.person === null ? null : { ...one.person, formerMails },
    });
    const people = await peopleOf([
      had(someone('ada', [work(0, null)]), mail('ada.king'), mail('desk'), mail('dora')),
      had(someone('ben', [work(0, 10)]), mail('ben.smith'), mail('desk')),
      someone('dora', [work(0, null)]),
    ]);
    const asked = async (name: string) => (await people.named(mail(name))).candidate;
    const ada = { mail: mail('ada'), works: true };
    expect(await asked('ADA.king')).toEqual({
      ...ada,
      names: [mail('ada'), mail('ada.king'), mail('ada.login'), mail('desk'), mail('dora')],
    });
    expect(await asked('ben.smith')).toMatchObject({ mail: mail('ben'), works: false });
    expect(await asked('dora')).toEqual({ mail: mail('dora'), names: [mail('dora'), mail('dora.login')], works: true });
    expect(await asked('desk')).toEqual(alone('desk').candidate);
  });

  it('by another of theirs is known by that as well', async () => {
    const people = await peopleOf([someone('ada', [work(0, null)])]);
    const { candidate, ledger: theirs } = await people.named('ada');
    expect([candidate.names, theirs?.person?.id]).toEqual([['ada', mail('ada'), mail('ada.login')], 'ada']);
  });

  it('is asked with whom they have named for now, and in a group as well', async () => {
    const all = [someone('ada', [work(0, null)]), someone('dora', [work(0, null)])];
    const ids = { of: personId('ada'), to: personId('dora'), by: personId('ada') };
    const people = await peopleOf(all, [{ id: '1', ...ids, from: at(0), until: at(30), setAt: at(5) }]);
    const dora = { mail: mail('dora'), names: [mail('dora'), mail('dora.login')], works: true };
    expect((await people.named(mail('ada'))).candidate.delegates).toEqual([dora]);
    expect(await people.byId(personId('ada'))).toMatchObject({ mail: mail('ada'), delegates: [dora] });
    expect(await people.byId(personId('dora'))).toEqual(dora);
  });

  it('is nobody who could be asked without one', async () => {
    const people = await peopleOf([someone('eve', [work(0, null)], '')]);
    expect([await people.byId(personId('eve')), await people.byId(personId('nobody'))]).toEqual([null, null]);
  });
});
