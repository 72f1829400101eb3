/**
 * One connection's sweep: groups with their owners, all accounts, then group by group, several side by side. Each group
 * is compared as soon as its listing has ended, so that a listing is minutes old at most when it is believed.
 */
import type { AccountId, ConnectionId, GroupId } from '../../core/shared/ids.ts';
import type { IdentityProvider } from '../../ports/provider.ts';
import { listGroupsOf } from '../listGroups.ts';
import type { World } from '../world.ts';
import { accountDifferences, type Differences, memberDifferences } from './differences.ts';
import { tellFindings } from './findings.ts';
import { gather } from './found.ts';
import { groupFindings } from './groups.ts';
import { managedGroups, type Staged, stageAccounts, stageMembers, wholeAccounts, wholeMembers } from './listing.ts';
import type { SweptConnection } from './model.ts';
import { overCheck } from './over.ts';
import { keyOfRow, rowsOf } from './rows.ts';

/** Groups read side by side: enough to hide the way there and back, too few to be a burden. */
const ABREAST = 4;

export type Swept = Omit<SweptConnection, 'brokenOffInARow'>;

/** `goOn` throws when the sweep is to end: the process ends, or another sweep has taken it over. */
export async function sweepConnection(
  world: World,
  { sweep, connection, goOn }: { sweep: string; connection: ConnectionId; goOn: () => Promise<void> },
  provider: IdentityProvider,
): Promise<Swept> {
  const staging = { sweep, connection };
  const { store } = world;
  const seen = { accounts: 0, groups: 0, memberships: 0, looks: new Set<AccountId>() };
  const unread: SweptConnection['unread'][number][] = [];
  let counts: SweptConnection['findings'] = {};
  const answer = (rest: Pick<SweptConnection, 'raised' | 'withdrawn' | 'brokenOff'>): Swept => {
    const { looks, ...read } = seen;
    return { connection, ...read, looks: looks.size, findings: counts, unread, ...rest };
  };
  try {
    await store.sweeps.clear(connection);
    await listGroupsOf(world, connection, provider);
    world.rules.forget();
    const force = await world.rules.current();
    if (force === null) throw new Error('no policy is in force yet');
    const { policy } = force;
    const from = await store.read.now();
    const managed = await managedGroups(world, force, connection);
    const listed = new Set((await rowsOf(store.read, connection)).map(keyOfRow));
    const found = gather(connection, listed, policy.settings.sweep.mostFindings);
    counts = found.counts;
    const take = async ({ looks, findings }: Differences) => {
      for (const one of findings) found.add(one);
      for (const account of looks) {
        if (seen.looks.has(account)) continue;
        seen.looks.add(account);
        await world.engine.send({ lane: 'bulk', look: account });
      }
    };
    for (const one of await groupFindings(world, provider, force, managed)) found.add(one);
    seen.accounts = await stageAccounts(world, staging, provider, goOn);
    const differing = await accountDifferences(world, staging, { from, policy, goOn });
    await wholeAccounts(world, staging, seen.accounts);
    await take(differing);
    const groups = new Set<GroupId>();
    await abreast(
      managed.filter(({ vanished, owner }) => !vanished && owner !== 'built-in'),
      async (group) => {
        const compared = await compareMembers(group);
        if (compared.ok) {
          groups.add(group.id);
          seen.groups += 1;
          seen.memberships += compared.members;
          await take(compared.differences);
        } else unread.push({ group: group.name, because: compared.because });
        await store.sweeps.clearMembers(staging, group.id);
      },
    );
    const read = { connection, policy, managed: new Map(managed.map((one) => [one.id, one])), groups };
    const whyOver = overCheck(world, provider, read);
    const told = await tellFindings(world, { connection, found, isWhole: unread.length === 0, whyOver, goOn });
    const nameless = found.kept().flatMap((one) => (one.kind === 'account-without-person' ? [one.providerId] : []));
    await store.sweeps.keepOnly(staging, nameless);
    return answer({ ...told, brokenOff: null });
  } catch (trouble) {
    await store.sweeps.clearOwn(staging).catch(() => {});
    return answer({ raised: 0, withdrawn: 0, brokenOff: trouble instanceof Error ? trouble.message : String(trouble) });
  }

  async function compareMembers(
    group: Parameters<typeof stageMembers>[3],
  ): Promise<{ ok: true; members: number; differences: Differences } | Extract<Staged, { ok: false }>> {
    const staged = await stageMembers(world, staging, provider, group, goOn);
    if (!staged.ok) return staged;
    const differences = await memberDifferences(world, staging, staged.value, goOn);
    const { members } = staged.value;
    const whole = await wholeMembers(world, staging, group.id, members);
    return whole.ok ? { ok: true, members, differences } : whole;
  }
}

/** The first that fails ends the others too: nobody would hear what they still find. */
async function abreast<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const waiting = [...items];
  let broken = false;
  const lane = async () => {
    for (let next = waiting.shift(); next !== undefined && !broken; next = waiting.shift()) await work(next);
  };
  const lanes = Array.from({ length: ABREAST }, () =>
    lane().catch((fault: unknown) => {
      broken = true;
      throw fault;
    }),
  );
  for (const ended of await Promise.allSettled(lanes)) if (ended.status === 'rejected') throw ended.reason;
}
