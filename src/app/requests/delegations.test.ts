/** Who may say who stands in for whom, and what is kept of it. */
import { describe, expect, it } from 'vitest';
import { account, at, engagement, ledger, person } from '../../../test/support/build.ts';
import { policyIn, SMALL } from '../../core/policy/testing/policies.ts';
import type { Delegation } from '../../core/request/index.ts';
import { type PersonId, personId } from '../../core/shared/ids.ts';
import type { World } from '../world.ts';
import { delegate, endDelegations } from './delegations.ts';

const mail = (name: string) => `${name}@small.example`;
const ledgerOf = (name: string, end: number | null = null) => {
  const id = personId(name);
  return ledger({
    person: { id, profile: { ...person.profile, workMail: mail(name) } },
    accounts: [account({ person: id, login: mail(`${name}.login`) })],
    engagements: [engagement({ person: id, end: end === null ? null : at(end) })],
  });
};
const known = (name: string, end: number | null = null) => ({ id: personId(name), ledger: ledgerOf(name, end) });
/** Ines and the desk may confirm; who is called the desk are two people. */
const policy = policyIn({ settings: `${SMALL.settings}roles: { confirm: [${mail('ines')}, ${mail('desk')}] }\n` });

function worldOf(before: readonly Delegation[] = []) {
  let kept: readonly Delegation[] = before;
  const recorded: { type: string }[] = [];
  const sent: object[] = [];
  const tx = {
    now: at(10),
    lockSystem: async () => {},
    getControl: async () => kept,
    setControl: async (_: string, all: readonly Delegation[]) => {
      kept = all;
    },
    append: async (_: string, events: readonly { type: string }[]) => void recorded.push(...events),
    send: async (job: object) => void sent.push(job),
  };
  const read = {
    person: async (id: PersonId) => ledgerOf(id),
    findPersons: async (text: string) => {
      if (text === mail('desk')) return [personId('noah'), personId('olga')];
      const [name] = text.replace('.login', '').split('@');
      return name === undefined ? [] : [personId(name)];
    },
  };
  const world = {
    store: { read, transaction: (work: (of: unknown) => unknown) => work(tx) },
    rules: { current: async () => ({ policy }) },
    tracker: { findShownUser: async () => null },
    freshId: () => 'fresh',
  } as unknown as World;
  return { world, kept: () => kept.map(({ id }) => id), recorded: () => recorded.map(({ type }) => type), sent };
}
const old = (id: string, of: string, until: number): Delegation => ({
  ...{ id, of: personId(of), to: personId('zoe'), by: personId(of) },
  ...{ from: at(0), until: at(until), setAt: at(0) },
});
const says = async (by: string, edit: Partial<Parameters<typeof delegate>[1]> = {}) => {
  const around = worldOf();
  const about = { of: known('ada'), to: known('ben'), from: at(10), until: at(20), reason: 'Away', by };
  const outcome = await delegate(around.world, { ...about, ...edit });
  return outcome.ok ? outcome.value.by : outcome.refusal;
};

describe('somebody stands in', () => {
  it.each<[string, string, string]>([
    ['as they say who is stood in for', mail('ada'), 'ada'],
    ['by another name of theirs, in capitals', ` ${mail('ADA.login')}`, 'ada'],
    ['as one of roles.confirm says', mail('ines'), 'ines'],
    ['not as one says who has an address with another', mail('desk'), 'not-allowed'],
    ['not as they say themselves', mail('ben'), 'not-allowed'],
    ['not as anybody else says', mail('zoe'), 'not-allowed'],
  ])('%s', async (_, by, expected) => expect(await says(by)).toBe(expected));

  it('who works here, for who works here', async () => {
    expect(await says(mail('ines'), { to: known('ben', 5) })).toBe('not-working');
    expect(await says(mail('ines'), { of: known('ada', 5) })).toBe('not-working');
  });

  it('beside those that hold, and what is over is kept no longer; everybody who asks is looked at', async () => {
    const around = worldOf([old('holds', 'cem', 30), old('over', 'dora', 10)]);
    await delegate(around.world, {
      ...{ of: known('ada'), to: known('ben'), from: at(10), until: at(20), reason: 'Away', by: mail('ada') },
    });
    expect([around.kept(), around.recorded()]).toEqual([['holds', 'fresh'], ['DelegationSet']]);
    expect(around.sent).toEqual([{ lane: 'bulk', requests: 'whom-they-ask' }]);
  });
});

describe('taken back', () => {
  const both = [old('1', 'ada', 30), old('2', 'ada', 40), old('3', 'cem', 30)];
  const ends = async (by: string, id: string | null) => {
    const around = worldOf(both);
    const outcome = await endDelegations(around.world, { of: known('ada'), id, by: mail(by) });
    return [outcome.ok ? around.recorded().length : outcome.refusal, around.kept(), around.sent.length];
  };

  it.each<[string, string, string | null, number | string, readonly string[], number]>([
    ['all of theirs', 'ada', null, 2, ['3'], 1],
    ['one of them', 'ines', '2', 1, ['1', '3'], 1],
    ['none of another’s', 'ada', '3', 'none', ['1', '2', '3'], 0],
    ['by nobody else', 'ben', null, 'not-allowed', ['1', '2', '3'], 0],
  ])('%s', async (_, by, id, said, kept, sent) => expect(await ends(by, id)).toEqual([said, kept, sent]));
});
