/**
 * One connection's sweep: groups with their owners, all accounts, then group by group, several side by side. Each group
 * is compared as soon as its listing has ended, so that a listing is minutes old at most when it is believed.
 */
import type { FindingKind } from '../../core/finding/model.ts';
import type { AccountId, ConnectionId, GroupId } from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';
import type { IdentityProvider } from '../../ports/provider.ts';
import { listGroups } from '../listGroups.ts';
import type { World } from '../world.ts';
import { accountDifferences, type Concluded, type Differences, memberDifferences } from './differences.ts';
import { tellFindings } from './findings.ts';
import { groupFindings } from './groups.ts';
import { managedGroups, stageAccounts, stageMembers } from './listing.ts';
import type { SweptConnection } from './model.ts';

/** Groups read side by side: enough to hide the way there and back, too few to be a burden. */
const ABREAST = 4;

export async function sweepConnection(
  world: World,
  connection: ConnectionId,
  provider: IdentityProvider,
  goOn: () => Promise<void>,
): Promise<SweptConnection> {
  const seen = { accounts: 0, groups: 0, memberships: 0, looks: new Set<AccountId>() };
  const unread: SweptConnection['unread'][number][] = [];
  const findings: Concluded[] = [];
  const answer = (rest: Pick<SweptConnection, 'raised' | 'withdrawn' | 'brokenOff'>): SweptConnection => {
    const { looks, ...counts } = seen;
    return { connection, ...counts, looks: looks.size, findings: countOf(findings), unread, ...rest };
  };
  const take = async ({ looks, findings: more }: Differences) => {
    for (const one of more) findings.push(one);
    for (const account of looks) {
      if (seen.looks.has(account)) continue;
      seen.looks.add(account);
      await world.engine.send({ lane: 'bulk', look: account });
    }
  };
  try {
    const from = await world.store.read.now();
    await world.store.sweeps.clear(connection);
    await listGroups(world);
    const force = await world.rules.current();
    if (force === null) throw new Error('no policy is in force yet');
    const managed = await managedGroups(world, force, connection);
    for (const finding of await groupFindings(world, force, managed)) {
      findings.push({ finding, stillSo: () => Promise.resolve(true) });
    }
    seen.accounts = await stageAccounts(world, connection, provider, goOn);
    await take(await accountDifferences(world, connection, from, force.policy));
    const readFrom = new Map<GroupId, Instant>();
    await abreast(
      managed.filter(({ vanished, owner }) => !vanished && owner !== 'built-in'),
      async (group) => {
        const staged = await stageMembers(world, provider, group, goOn);
        if (staged.ok) {
          seen.groups += 1;
          seen.memberships += staged.value.members;
          await take(await memberDifferences(world, connection, staged.value));
          readFrom.set(group.id, staged.value.from);
        } else unread.push({ group: group.name, because: staged.because });
        await world.store.sweeps.clearMembers(group.id);
      },
    );
    const most = force.policy.settings.sweep.mostFindings;
    const told = await tellFindings(world, { connection, findings, readFrom, from, most });
    await world.store.sweeps.keepOnly(connection, namelessOf(findings));
    return answer({ ...told, brokenOff: null });
  } catch (trouble) {
    await world.store.sweeps.clear(connection).catch(() => {});
    return answer({ raised: 0, withdrawn: 0, brokenOff: trouble instanceof Error ? trouble.message : String(trouble) });
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

const namelessOf = (findings: readonly Concluded[]) =>
  findings.flatMap(({ finding }) => (finding.kind === 'account-without-person' ? [finding.providerId] : []));

function countOf(findings: readonly Concluded[]): SweptConnection['findings'] {
  const counts: Partial<Record<FindingKind, number>> = {};
  for (const { finding } of findings) counts[finding.kind] = (counts[finding.kind] ?? 0) + 1;
  return counts;
}
