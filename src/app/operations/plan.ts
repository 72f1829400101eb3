/** What reconcile would do now, account by account: everything is read, nothing is written. */
import { z } from 'zod';
import { nextChange, wanted } from '../../core/grant/index.ts';
import type { CaseKind } from '../../core/policy/model.ts';
import { plan as planChanges } from '../../core/reconcile/index.ts';
import type { Change, Obstacle } from '../../core/reconcile/model.ts';
import type { AccountId, CaseId, GroupId, PersonId } from '../../core/shared/ids.ts';
import { milliseconds } from '../../core/shared/instant.ts';
import { accept } from '../../core/shared/outcome.ts';
import { Fault } from '../../ports/fault.ts';
import type { RulesInForce } from '../policy/rules.ts';
import { connectedTo } from '../reconcile/connectedTo.ts';
import { boundsOf, observeAt, wantedProfile, withActors } from '../reconcile/observe.ts';
import { fitProfile } from '../reconcile/profile.ts';
import { readStop } from '../stop.ts';
import type { World } from '../world.ts';
import { caseKeys, findPerson, groupNames, inForce, type ShownPerson, shownPerson } from './find.ts';
import { operation } from './operation.ts';

const MOST = 500;

export interface PlannedChange {
  readonly change: Change['type'];
  readonly case: string;
  /** The group, application or profile fields it is about. */
  readonly about: string | null;
}

export interface PlannedAccount {
  readonly account: AccountId;
  readonly person: ShownPerson;
  readonly login: string;
  readonly wanted: string;
  /** On leave, by this case: what begins meanwhile waits. */
  readonly away: string | null;
  readonly seen: string | null;
  readonly changes: readonly PlannedChange[];
  readonly shadowed: readonly PlannedChange[];
  readonly obstacles: readonly {
    readonly obstacle: Obstacle['type'] | 'apps-unknown' | 'profile-field-unfit';
    readonly about: string | null;
  }[];
  readonly awaited: readonly { readonly group: string; readonly owner: string }[];
  readonly nextChange: string | null;
  /** The account could not be read: nothing is concluded. */
  readonly unknown: string | null;
}

export const plan = operation({
  needs: 'outside',
  input: z.strictObject({ person: z.string().min(1).max(500).optional() }),
  async run(world, { person }) {
    const force = await inForce(world);
    if (!force.ok) return force;
    const { read } = world.store;
    const who = person === undefined ? undefined : await findPerson(world, person);
    if (who?.ok === false) return who;
    const tools = { force: force.value, nameOf: await groupNames(world), keyOf: caseKeys(read) };
    const ids = who?.value.ledger.accounts.map(({ id }) => id) ?? (await unfinished(read));
    const accounts: PlannedAccount[] = [];
    for (const id of ids) {
      const owner = await read.personOfAccount(id);
      if (owner !== null) accounts.push(...(await planFor(world, tools, owner, id)));
    }
    // `more`: these were as many as one look takes.
    return accept({ stopped: await readStop(read), accounts, more: ids.length === MOST });
  },
});

/** What is still to be done, and what shadow holds back. */
async function unfinished(read: World['store']['read']): Promise<readonly AccountId[]> {
  const [open, held] = await Promise.all([read.unsettledAccounts(milliseconds(0), MOST), read.heldBackAccounts(MOST)]);
  return [...new Set([...open, ...held])].slice(0, MOST);
}

interface Tools {
  readonly force: RulesInForce;
  nameOf(group: GroupId): string;
  keyOf(id: CaseId): Promise<string>;
}

async function planFor(world: World, tools: Tools, person: PersonId, id: AccountId): Promise<PlannedAccount[]> {
  const { read } = world.store;
  const [ledger, now] = await Promise.all([read.person(person), read.now()]);
  const account = ledger.accounts.find((one) => one.id === id);
  const at = account === undefined ? null : connectedTo(world, account.connection);
  if (account === undefined || at === null) return [];
  const want = wanted(ledger, account, now);
  const call = { lane: 'bulk', timeoutMilliseconds: world.timing.callMilliseconds } as const;
  const base = {
    account: id,
    person: shownPerson(person, ledger),
    login: account.login,
    wanted: want.state,
    away: want.paused ? await tools.keyOf(want.because) : null,
    nextChange: nextChange(ledger, account, now),
  };
  try {
    const from = { store: world.store, at, force: tools.force, ledger, account };
    const seen = await observeAt(from, account.providerId, want.state === 'deactivated', call);
    const isAdmin = seen.account !== null && (await at.system.holdsAdminRole(seen.account.providerId, call));
    const kinds = await kindsOf(world, person);
    const fit = await fitProfile(at, wantedProfile(tools.force, ledger, account, now), want, call);
    const planned = planChanges({
      now,
      ledger,
      account,
      wanted: want,
      profile: fit.profile,
      seen,
      rules: withActors(
        boundsOf(tools.force, account, ledger, isAdmin, new Set(), ({ for: on }) => kinds.get(on) ?? null, now),
        seen,
      ),
    });
    const shown = (changes: readonly Change[]) => Promise.all(changes.map((change) => shownChange(change, tools)));
    return [
      {
        ...base,
        seen: seen.account?.state ?? 'none',
        changes: await shown(planned.changes),
        shadowed: await shown(planned.shadowed),
        obstacles: [
          ...planned.obstacles.map((one) => ({
            obstacle: one.type,
            about: 'group' in one ? tools.nameOf(one.group) : null,
          })),
          ...fit.unfit.map(
            ({ field, why }) => ({ obstacle: 'profile-field-unfit', about: `${field} (${why})` }) as const,
          ),
          ...(seen.appsUnread === null ? [] : [{ obstacle: 'apps-unknown', about: seen.appsUnread.right } as const]),
        ],
        awaited: planned.awaited.map(({ group, owner }) => ({ group: tools.nameOf(group), owner })),
        unknown: null,
      },
    ];
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    return [{ ...base, ...NOTHING_READ, unknown: fault.message }];
  }
}

const NOTHING_READ = { seen: null, changes: [], shadowed: [], obstacles: [], awaited: [] } as const;

async function kindsOf({ store }: World, person: PersonId): Promise<ReadonlyMap<CaseId, CaseKind>> {
  return new Map((await store.read.cases({ person })).map(({ id, kind }) => [id, kind]));
}

async function shownChange(change: Change, { nameOf, keyOf }: Tools): Promise<PlannedChange> {
  const about =
    'group' in change
      ? nameOf(change.group)
      : 'name' in change
        ? change.name
        : 'groups' in change
          ? change.groups.map(nameOf).join(', ') || null
          : 'profile' in change
            ? Object.keys(change.profile).join(', ')
            : null;
  return { change: change.type, case: await keyOf(change.for), about };
}
