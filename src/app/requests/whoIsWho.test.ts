/** Who somebody is where addresses are shared, handed on or hidden: nobody speaks for another, and nobody hides behind one. */
import { describe, expect, it } from 'vitest';
import { account, at, engagement, ledger, person } from '../../../test/support/build.ts';
import type { CaseLine } from '../../core/evidence/index.ts';
import { emptyLedger, type PersonLedger } from '../../core/grant/index.ts';
import type { FiledForm } from '../../core/person/index.ts';
import type { Delegation } from '../../core/request/index.ts';
import { deskUserId, type PersonId, personId } from '../../core/shared/ids.ts';
import type { Desk } from '../../ports/desk.ts';
import { whoIs } from '../desk/who.ts';
import type { World } from '../world.ts';
import { closersIn } from './closers.ts';
import { peopleNow } from './people.ts';
import { askersOf, namesOfAskers, requesterCalled } from './requester.ts';
import { namesOfOnly, namesOfParties, speakerNamed } from './speaker.ts';

const mail = (name: string) => `${name}@small.example`;
const someone = (name: string, login: string, formerMails: readonly string[] = [], from = 0) => {
  const id = personId(name);
  const profile = { ...person.profile, workMail: mail(name) };
  return ledger({
    person: { id, profile, formerMails },
    accounts: [account({ person: id, login: mail(login) })],
    engagements: [engagement({ person: id, start: at(from) })],
  });
};
/** Ada was Ada King; Ben and Cem both sign in as the desk; Dora came back on day ten; Eve has left. */
const PEOPLE: readonly PersonLedger[] = [
  someone('ada', 'a.lovelace', [mail('ada.king')]),
  someone('ben', 'desk'),
  someone('cem', 'desk'),
  someone('dora', 'd.ali', [], 10),
  { ...someone('eve', 'e.moor'), engagements: [engagement({ end: at(1) })] },
];

function worldWith(delegations: readonly Delegation[] = []): World {
  const read = {
    now: async () => at(20),
    getControl: async () => delegations,
    person: async (id: PersonId) => PEOPLE.find((one) => one.person?.id === id) ?? emptyLedger,
    findFormer: async () => [],
    findPersons: async (text: string) =>
      PEOPLE.flatMap((one) => {
        const names = [one.person?.profile.workMail, one.person?.id, ...one.accounts.map(({ login }) => login)];
        return one.person !== null && names.includes(text) ? [one.person.id] : [];
      }),
  };
  // It shows whom it knows by an address as `at` and that name.
  const tracker = { findShownUser: async (text: string) => `at ${text}` };
  return { store: { read }, tracker } as unknown as World;
}
const world = worldWith();

describe('who speaks', () => {
  it.each<[string, string, readonly string[], readonly string[]]>([
    ['by any of their own names', mail('a.lovelace'), [mail('a.lovelace'), mail('ada')], [mail('ada.king')]],
    ['in capitals and with spaces around', ` ${mail('Ada')} `, [mail('ada'), mail('a.lovelace')], [mail('ada.king')]],
    ['by one that two have, for none of both', mail('desk'), [mail('desk')], [mail('ben'), mail('cem')]],
    ['whose login another has too, without it', mail('ben'), [mail('ben')], [mail('desk')]],
    ['whom nobody knows, by that alone', mail('nobody'), [mail('nobody')], []],
    ['by a name somebody had, for nobody', mail('ada.king'), [mail('ada.king')], []],
  ])('%s', async (_, address, by, alsoKnownBy) => {
    const found = await speakerNamed(world, address);
    expect([[...found.by].sort(), [...found.alsoKnownBy].sort()]).toEqual([[...by].sort(), [...alsoKnownBy].sort()]);
  });

  it('has as their own only what nobody else has now', async () =>
    expect([await namesOfOnly(world, personId('ada')), await namesOfOnly(world, personId('ben'))]).toEqual([
      [mail('ada'), mail('a.lovelace')],
      [mail('ben')],
    ]));

  it('gives back as who holds it, who asked, or who ticked', async () => {
    const lines = [lineOf('ben', [mail('dora')])];
    expect((await namesOfParties(world, personId('ada'), lines)).toSorted()).toEqual(
      [mail('a.lovelace'), mail('ada'), mail('ben'), mail('d.ali'), mail('dora')].toSorted(),
    );
  });

  it.each<[string, string | null, string]>([
    ['by an address of theirs', mail('d.ali'), 'dora'],
    ['not by one that two have', mail('desk'), 'ambiguous'],
    ['not by one nobody has', mail('nobody'), 'unknown'],
    ['not without a proved one', null, 'no-address'],
  ])('at the desk, %s', async (_, shown, expected) => {
    const desk = { mailOf: async () => shown } as unknown as Desk;
    const found = await whoIs(world, desk, deskUserId('U1'));
    expect(found.ok ? found.value.person : found.refusal).toBe(expected);
  });
});

const lineOf = (by: string | null, askedBy: readonly string[] = []) =>
  ({ asked: { by: by === null ? null : personId(by), personal: { askedBy } } }) as unknown as CaseLine;

describe('who asks', () => {
  it('is everybody who asked for a line or ticked it, by every name they ever had', async () => {
    const lines = [lineOf('ada'), lineOf(null, [mail('d.ali')])];
    expect(await askersOf(world, lines)).toEqual(['ada', 'dora']);
    expect((await namesOfAskers(world, lines)).toSorted()).toEqual(
      [mail('a.lovelace'), mail('ada'), mail('ada.king'), mail('d.ali'), mail('dora')].toSorted(),
    );
  });

  it('is nobody certain by an address that two have; all their names are kept from deciding', async () => {
    const found = await requesterCalled(world, [mail('desk')]);
    expect([found.person, [...found.names].sort()]).toEqual([null, [mail('ben'), mail('cem'), mail('desk')]]);
    const dora = await requesterCalled(world, [mail('dora'), mail('desk')]);
    expect([dora.person, dora.works, dora.attributes.department]).toEqual(['dora', true, 'Science']);
    const unknown = { person: null, names: [mail('nobody')], works: true, attributes: {} };
    expect(await requesterCalled(world, [mail('nobody')])).toMatchObject(unknown);
    expect(await requesterCalled(world, [])).toMatchObject({ person: null, names: [] });
  });
});

describe('who stands in', () => {
  const named = (edit: Partial<Delegation>): Delegation => ({
    ...{ id: '1', of: personId('ada'), to: personId('dora'), by: personId('ada') },
    ...{ from: at(0), until: at(100), setAt: at(12) },
    ...edit,
  });
  const delegatesNow = async (edit: Partial<Delegation>) =>
    (await (await peopleNow(worldWith([named(edit)]))).delegatesOf(personId('ada'))).map(({ mail: found }) => found);

  it.each<[string, Partial<Delegation>, readonly string[]]>([
    ['as named', {}, [mail('dora')]],
    ['not after it is over', { until: at(20) }, []],
    ['not before it begins', { from: at(21) }, []],
    ['not who has left', { to: personId('eve') }, []],
    ['not for who has left', { of: personId('eve') }, []],
    ['not who was away from all work since it was said', { setAt: at(5) }, []],
  ])('%s', async (_, edit, expected) => expect(await delegatesNow(edit)).toEqual(expected));

  it('put there by another is known to be so, by every name of theirs', async () => {
    const put = async (by: string) => {
      const [found] = await (await peopleNow(worldWith([named({ by: personId(by) })]))).delegatesOf(personId('ada'));
      return found !== undefined && 'namedBy' in found ? found.namedBy : null;
    };
    expect([await put('ada'), await put('ben')]).toEqual([null, [mail('ben'), mail('desk')]]);
  });
});

describe('who closed a sub-task', () => {
  const closed = (address: string | null, id = 'somebody', done = true) =>
    [{ done, closed: { author: { id, mail: address } } }] as unknown as FiledForm['tasks'];
  const closer = async (...tasks: Parameters<typeof closed>) =>
    [...(await closersIn(world, closed(...tasks), [mail('ada'), mail('dora')]))].map(([id, { by }]) => [id, by[0]]);

  it('is known by the address that is shown, or as one of those who may', async () => {
    expect(await closer(mail('dora'))).toEqual([['somebody', mail('dora')]]);
    expect(await closer(null, `at ${mail('ada')}`)).toEqual([[`at ${mail('ada')}`, mail('ada')]]);
    expect(await closer(null, `at ${mail('ben')}`)).toEqual([]);
    expect(await closer(mail('dora'), 'somebody', false)).toEqual([]);
  });
});
