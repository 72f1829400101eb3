/** A sweep of a site's roles, without a site: what is compared in which order, and what is over when nothing is left to read. */
import { describe, expect, it } from 'vitest';
import { sweepRoles } from '../../src/app/roles/sweep.ts';
import { tellFindings } from '../../src/app/sweep/findings.ts';
import { gather } from '../../src/app/sweep/found.ts';
import type { World } from '../../src/app/world.ts';
import { policyIn } from '../../src/core/policy/testing/policies.ts';
import { type AccountId, connectionId, exceptionId, type GroupId, groupId } from '../../src/core/shared/ids.ts';
import type { ExceptionRow } from '../../src/ports/store.ts';
import type { TargetSystem } from '../../src/ports/targets.ts';
import { account, at, engagement, grant, ledger, mara } from '../support/build.ts';

const jira = connectionId('jira');
const people = groupId(jira, '1/2');
const through = groupId(jira, '1/2/g');
const site = account({ origin: 'found', connection: jira });
const who = site.providerId ?? site.id;

const row = (kind: string, edit: Partial<ExceptionRow> = {}): ExceptionRow => ({
  id: exceptionId(`sweep!${kind}`),
  kind,
  case: null,
  person: null,
  account: null,
  group: null,
  detail: {},
  openedAt: at(0),
  settled: null,
  ...edit,
});

const GONE = 'Tenure: no longer there';

interface Site {
  /** As the ledger knows them, in the order they are read. */
  readonly roles?: readonly GroupId[];
  readonly known?: boolean;
  readonly rows?: readonly ExceptionRow[];
  /** What has become of them since they were read. */
  readonly now?: readonly ExceptionRow[];
  readonly unreadable?: boolean;
  /** What is on record of the group actor of the role that is held through one; it is not in the role. */
  readonly onRecord?: 'verified' | 'set-aside';
  /** Whether the ledger of now gives Mara, who held it, that role. */
  readonly still?: boolean;
}

/** Mara is an actor of the role herself, and a grant of hers that was not read back yet gives it. */
async function sweptSite({ roles = [], known = false, rows = [], now, unreadable = false, onRecord, still }: Site) {
  const calls: string[] = [];
  const { settings, catalogue } = policyIn({});
  const stored = (id: GroupId) => ({ id, name: `jira:OPS/Dev${id === through ? ' through g' : ''}`, owner: 'rule' });
  const listed = known ? new Map([[who, site.id]]) : new Map<string, AccountId>();
  const tx = {
    now: at(5),
    lockSystem: async () => {},
    forgetInDetail: async () => {},
    exceptionNow: async (id: string) => (now ?? rows).find((one) => one.id === id) ?? null,
    endException: async () => {},
    openExceptions: async () => rows.filter(({ settled }) => settled === null),
    raiseException: async ({ kind }: ExceptionRow) => void calls.push(`raise ${kind}`),
    settleException: async (_: string, { by }: { readonly by: string }) => void calls.push(by),
    append: () => {},
  };
  const world = {
    store: {
      transaction: (work: (of: typeof tx) => unknown) => work(tx),
      read: {
        policyInForce: async () => null,
        getControl: async () => onRecord ?? null,
        now: async () => at(5),
        exceptions: async ({ kinds }: { readonly kinds: readonly string[] }) =>
          rows.filter(({ kind }) => kinds.includes(kind)),
        accountsWith: async () => listed,
        personOfAccount: async () => mara,
        person: async () =>
          ledger({
            engagements: [engagement()],
            grants: [grant('one', still === true ? [people, through] : [people], 0)],
            accounts: [site],
          }),
        findPersons: async () => [],
      },
      sweeps: {
        heldGroups: async () => roles,
        stageMembers: async (_: unknown, group: GroupId) => void calls.push(`stage ${group}`),
        clearMembers: async () => {},
        memberDifferences: async (_: unknown, group: GroupId) => {
          if (onRecord !== undefined) return [{ providerId: who, account: site.id, person: mara, listed: false }];
          calls.push(`compare ${group}`);
          return [];
        },
        clearOwn: async () => {},
      },
    },
    rules: {
      forget: () => {},
      current: async () => ({
        policy: { catalogue, settings },
        groupsByName: new Map(),
        groupsById: new Map(roles.map((id) => [id, { ...stored(id), vanished: false }])),
      }),
    },
    engine: { send: async ({ look }: { readonly look: AccountId }) => void calls.push(`look ${look}`) },
  } as unknown as World;
  const target = {
    readActors: async (id: GroupId) =>
      unreadable
        ? 'unread'
        : {
            heldByPeople: people,
            people: onRecord === undefined ? [who] : [],
            groups: [],
            groupActor: id === through ? onRecord === undefined : null,
          },
    asHeldByPeople: (id: GroupId) => (id === through ? people : id),
    holdsAdminRole: async () => false,
    readAccount: async () => null,
  } as unknown as TargetSystem;
  const sweep = { sweep: 's', connection: jira, goOn: async () => {} };
  return { swept: await sweepRoles(world, sweep, target), calls, world };
}

describe('the roles of a site', () => {
  it.each<[string, readonly GroupId[]]>([
    ['first', [people, through]],
    ['last', [through, people]],
  ])('held in both ways are compared once, with people’s own read %s', async (_, roles) => {
    expect((await sweptSite({ roles, known: true })).calls).toEqual([`stage ${people}`, `compare ${people}`]);
  });

  it('ask for a look, and name nobody, where a reading of the account has to say first', async () => {
    const { swept, calls } = await sweptSite({ roles: [through], known: true });
    expect([swept?.brokenOff, swept?.raised, calls]).toEqual([null, 0, [`look ${site.id}`]]);
  });

  const stale = row('unexplained-actor', { group: people, detail: { connection: 'jira', providerId: 'u7' } });

  it('leave nothing on the list of a role that nobody manages any more', async () => {
    const { swept, calls } = await sweptSite({ rows: [stale] });
    expect([swept?.withdrawn, calls]).toEqual([1, ['Tenure: the group is not managed any more']]);
    const broken = await sweptSite({ rows: [row('sweep-broken-off', { detail: { connection: 'jira' } })] });
    expect(broken.swept).toMatchObject({ brokenOff: null, withdrawn: 0 });
    expect((await sweptSite({})).swept).toBeNull();
  });

  it('leave nothing on the list of a group that nobody is to hold them through any more, though people hold them still', async () => {
    const dropped = row('group-actor-gone', { group: through, detail: { name: 'OPS/Dev through g' } });
    const { calls } = await sweptSite({ roles: [people], known: true, rows: [dropped] });
    expect(calls).toContain('Tenure: the group is not managed any more');
    const unread = await sweptSite({ roles: [through], rows: [dropped], unreadable: true });
    expect(unread.calls).toEqual([]);
  });

  it('leave what somebody has settled in between as they settled it', async () => {
    const settled = { at: at(4), by: 'lea@small.example', verdict: 'ignore' };
    const { swept, calls } = await sweptSite({ rows: [stale], now: [{ ...stale, settled }] });
    expect([swept?.withdrawn, calls]).toEqual([0, []]);
  });

  it('that could not be read leave what stands of them as it is, and of no other', async () => {
    const other = row('unexplained-actor', { ...stale, group: groupId(jira, '8/9') });
    const { calls } = await sweptSite({ roles: [through], rows: [stale, other], unreadable: true });
    expect(calls).toEqual(['Tenure: the group is not managed any more']);
  });
});

describe('the group of a role that is not in it', () => {
  const told = row('group-actor-gone', { group: through, detail: { name: 'OPS/Dev through g', holder: site.id } });
  const decided = (minute: number, verdict: string) => [
    { ...told, settled: { at: at(minute), by: 'lea@small.example', verdict } },
  ];
  const swept = async (of: Omit<Site, 'roles'>) => {
    const { calls } = await sweptSite({ roles: [through], ...of });
    return calls.filter((call) => !call.includes('unexplained'));
  };
  const look = `look ${site.id}`;

  it.each<[string, Omit<Site, 'roles'>, readonly string[]]>([
    ['was taken out by another hand: told', { onRecord: 'verified', still: true }, ['raise group-actor-gone']],
    ['was let be: nothing', { onRecord: 'verified', still: true, rows: decided(4, 'ignore') }, []],
    [
      'is to be put back: who holds it is looked at',
      { onRecord: 'set-aside', still: true, rows: decided(4, 'restore') },
      [look],
    ],
    [
      'was to be put back an hour ago: told anew',
      { onRecord: 'set-aside', still: true, rows: decided(-60, 'restore') },
      [look, 'raise group-actor-gone'],
    ],
    ['was to be put back for nobody who is to hold it now: over', { onRecord: 'set-aside', rows: [told] }, [GONE]],
  ])('%s', async (_, of, expected) => expect(await swept(of)).toEqual(expected));
});

describe('too many findings to be told one by one', () => {
  const many = row('many-findings', { detail: { connection: 'jira', of: 'unexplained-actor', findings: 9 } });
  const found = (findings: number) => {
    const all = gather(jira, new Set(), 0);
    for (let n = 0; n < findings; n += 1) {
      const actor = { connection: jira, group: people, role: 'Dev', person: null, account: null } as const;
      const finding = { kind: 'unexplained-actor', ...actor, providerId: who } as const;
      all.add({ finding, stillSo: async () => true } as Parameters<typeof all.add>[0]);
    }
    return all;
  };
  const told = async (isWhole: boolean, findings: number, now = [many]) => {
    const { world, calls } = await sweptSite({ rows: [many], now });
    calls.length = 0;
    const whyOver = () => 'fewer' as const;
    await tellFindings(world, { connection: jira, found: found(findings), isWhole, whyOver, goOn: async () => {} });
    return calls.length;
  };

  it.each<[string, boolean, number, boolean]>([
    ['none, and all was read', true, 0, true],
    ['none, and a part was not read', false, 0, false],
    ['less, and all was read', true, 3, true],
    ['less, and a part was not read', false, 3, false],
    ['more, and a part was not read', false, 30, true],
  ])('are another question when there are now %s (%s)', async (_, isWhole, findings, changes) => {
    expect((await told(isWhole, findings)) > 0).toBe(changes);
  });

  it('are not asked about again where somebody has just let them be', async () => {
    const settled = { at: at(4), by: 'lea@small.example', verdict: 'ignore' };
    expect(await told(true, 30, [{ ...many, settled }])).toBe(0);
  });
});
