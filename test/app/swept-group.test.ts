/** The group of a site through which a role is held, without a site: who in it is a finding, who is explained, and of whom nobody can say. */
import { describe, expect, it } from 'vitest';
import type { RulesInForce } from '../../src/app/policy/rules.ts';
import { type SweptGroup, sweepGroup, whyMemberOver } from '../../src/app/roles/groupSweep.ts';
import type { World } from '../../src/app/world.ts';
import { policyIn, SMALL } from '../../src/core/policy/testing/policies.ts';
import { accountId, connectionId, groupId, groupName, providerAccountId } from '../../src/core/shared/ids.ts';
import { Fault } from '../../src/ports/fault.ts';
import type { StoredGroup } from '../../src/ports/store.ts';
import type { GroupMember, TargetSystem } from '../../src/ports/targets.ts';
import { account, at, ledger, mara, okta } from '../support/build.ts';

const jira = connectionId('jira');
const stored = (edit: Pick<StoredGroup, 'id' | 'name' | 'owner'> & Partial<StoredGroup>): StoredGroup => ({
  members: null,
  mfaEnrolment: false,
  vanished: false,
  ...edit,
});
const ROLE = groupName(jira, 'project role OPS/On-call through on-call');
const role = stored({ id: groupId(jira, '1/2/g'), name: ROLE, owner: 'rule' });
const opener = stored({ id: groupId(okta, 'oncall'), name: groupName(okta, 'on-call'), owner: 'tenure' });

const policy = policyIn({
  settings: `${SMALL.settings}protected: { accounts: [guarded@small.example] }\n`,
  catalogue: `${SMALL.catalogue}  pager:
    name: Pager
    owner: lena@small.example
    targets: [{ jiraProject: OPS, role: On-call, group: on-call, heldBy: group }]
    entitlements:
      user: { groups: [on-call] }
`,
});

/** At Okta by login; those with an id that begins with `in-` are in the group there. */
const AT_OKTA: Readonly<Record<string, string>> = {
  'ben@small.example': 'in-ben',
  'cleo@small.example': 'out-cleo',
};

interface Site {
  readonly member: { readonly id: string; readonly login?: string; readonly isApp?: boolean };
  /** What the provider counts its group to be. */
  readonly counted?: number;
  readonly listing?: Fault;
  /** Others in the group beside the member, whom Okta has never heard of. */
  readonly others?: number;
}

async function swept({ member, counted, listing, others = 0 }: Site) {
  const of = ({ id, login = '', isApp = false }: Site['member']): GroupMember => ({
    providerId: providerAccountId(id),
    login: login === '' ? null : login,
    isApp,
  });
  const more = Array.from({ length: others }, (_, n) => ({ id: `s${n}`, login: `s${n}@small.example` }));
  const calls: string[] = [];
  const maras = account({ providerId: providerAccountId('in-mara') });
  const world = {
    store: {
      read: {
        now: async () => at(600),
        accountsWith: async () => new Map([[providerAccountId('j-mara'), accountId('jira/mara')]]),
        personOfAccount: async () => mara,
        person: async () => ledger({ accounts: [maras] }),
        findPersons: async () => [],
      },
      sweeps: {
        heldAmong: async () => new Set([providerAccountId('j-held')]),
        stageMembers: async () => {},
        clearMembers: async () => {},
        memberDifferences: async () => [],
      },
    },
    providers: new Map([
      [
        okta,
        {
          async *listMembers() {
            if (listing !== undefined) throw listing;
            yield* ['in-ben', 'in-mara'].map(providerAccountId);
          },
          async *listAccounts() {
            calls.push('all accounts');
            yield* Object.entries(AT_OKTA).map(([login, id]) => ({ login, providerId: providerAccountId(id) }));
          },
          readAccountByLogin: async (login: string) => {
            const id = AT_OKTA[login];
            return id === undefined ? null : { providerId: providerAccountId(id) };
          },
        },
      ],
    ]),
  } as unknown as World;
  const target = {
    listGroupMembers: async () => [member, ...more].map(of),
    holdsAdminRole: async (id: string) => id === 'j-ourselves',
  } as unknown as TargetSystem;
  const force = {
    policy,
    groupsById: new Map([[role.id, role]]),
    groupsByName: new Map([[opener.name, { ...opener, members: counted ?? null }]]),
  } as unknown as RulesInForce;
  const sweep = { sweep: 's', connection: jira, goOn: async () => {} };
  return { group: await sweepGroup(world, { force, target, role, of: sweep }), calls };
}

async function judged(of: Site): Promise<string> {
  const { group } = await swept(of);
  if (group === null || typeof group === 'string') return group ?? 'not asked';
  if (group.unknown.size > 0) return 'unknown';
  return group.findings.length > 0 ? 'finding' : 'explained';
}

describe('somebody in the group of a site that opens a role', () => {
  it.each<[string, Site['member'], string]>([
    ['in the provider’s group, by the address the site shows', { id: 'j1', login: 'Ben@small.example' }, 'explained'],
    ['at the provider, and not in its group', { id: 'j1', login: 'cleo@small.example' }, 'finding'],
    ['whom the provider does not know', { id: 'j1', login: 'dora@small.example' }, 'finding'],
    ['without an address to be seen, and nobody’s here', { id: 'j1' }, 'unknown'],
    ['without an address, and somebody here who is in the provider’s group', { id: 'j-mara' }, 'explained'],
    ['held by the ledger', { id: 'j-held' }, 'explained'],
    ['an application’s account, which no provider pushes', { id: 'j1', isApp: true }, 'finding'],
    ['protected by the policy', { id: 'j1', login: 'guarded@small.example' }, 'explained'],
    ['our own account', { id: 'j-ourselves', isApp: true }, 'explained'],
  ])('%s', async (_, member, expected) => expect(await judged({ member })).toBe(expected));

  const stranger = { id: 'j1', login: 'dora@small.example' };
  it('is named with role and group, and with whose account it is as far as that is known', async () => {
    const { group } = await swept({ member: stranger });
    const [first] = group === null || typeof group === 'string' ? [] : group.findings;
    const shown = {
      role: 'project role OPS/On-call',
      through: 'on-call',
      providerId: 'j1',
      person: null,
      account: null,
    };
    expect(first?.finding).toMatchObject({ kind: 'unexplained-group-member', group: role.id, ...shown });
    expect(await first?.stillSo()).toBe(true);
  });

  it('is nothing at all while the provider’s own group cannot be read to its end', async () => {
    expect(await judged({ member: stranger, counted: 40 })).toMatch(/2 are shown, and it has 40/);
    expect(await judged({ member: stranger, listing: new Fault('denied', 'list members') })).toMatch(/denied/);
    await expect(judged({ member: stranger, listing: new Fault('transient', 'list members') })).rejects.toThrow();
  });

  it('is found in one listing where there are too many to be asked about one by one', async () => {
    expect((await swept({ member: stranger, others: 99 })).calls).toEqual([]);
    const { group, calls } = await swept({ member: { id: 'j1', login: 'ben@small.example' }, others: 100 });
    expect([calls, (group as SweptGroup).findings.length]).toEqual([['all accounts'], 100]);
  });
});

describe('somebody who was found there before', () => {
  const id = providerAccountId('j1');
  const group = (edit: Partial<SweptGroup> = {}): SweptGroup => ({
    looks: new Set(),
    findings: [],
    members: new Set(),
    unknown: new Set(),
    ...edit,
  });
  const holds = { groups: [{ group: role.id }], unread: new Set() };
  const none = { groups: [], unread: new Set() };

  it.each<[string, SweptGroup | string, boolean, object, string | null]>([
    ['is out of it, also by their own reading', group(), true, none, 'gone'],
    ['is not listed, and their own reading says otherwise', group(), true, holds, null],
    [
      'is not listed, and their own reading does not answer',
      group(),
      true,
      { ...none, unread: new Set([role.id]) },
      null,
    ],
    ['is in it, and explained now', group({ members: new Set([id]) }), true, holds, 'explained'],
    ['is in it, and nobody can say', group({ members: new Set([id]), unknown: new Set([id]) }), true, holds, null],
    ['is in a group that could not be read', 'denied', true, holds, null],
    ['is in a group that is not in the role any more', group({ members: new Set([id]) }), false, holds, 'gone'],
  ])('%s', async (_, of, groupActor, read, expected) => {
    const target = { readRolesOf: async () => read } as unknown as TargetSystem;
    const actors = { heldByPeople: groupId(jira, '1/2'), people: [], groups: [], groupActor };
    expect(await whyMemberOver(target, { role, actors, group: of }, id)).toBe(expected);
  });
});
