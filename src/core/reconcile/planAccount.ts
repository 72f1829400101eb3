/** The account's own part of a plan: create, profile, sign-in, in the order around the memberships. */
import type { CaseId, GroupId } from '../shared/ids.ts';
import { unreachable } from '../shared/outcome.ts';
import type { PlanInput } from './input.ts';
import { loweredByUs, readAsStopped } from './lowering.ts';
import { renamedThere } from './mastered.ts';
import type { AccountProfile, Change, Obstacle, SeenAccount } from './model.ts';

interface AccountPlan {
  /** Before the memberships are touched. */
  readonly before: readonly Change[];
  /** After them. */
  readonly after: readonly Change[];
  readonly obstacles: readonly Obstacle[];
}

export function planAccount(input: PlanInput): AccountPlan {
  const { account, wanted, seen } = input;
  const because = wanted.because;
  // Looked up, never made, opened or closed by us.
  if (account.origin === 'found' && (seen.account !== null || account.providerId === null)) return only([]);
  if (seen.account === null) {
    if (account.providerId !== null) {
      if (wanted.state !== 'none' && seen.unseen === true) {
        const way = wanted.state === 'deactivated' ? 'absent' : 'present';
        return only([], [{ type: 'account-unseen', for: because, wanted: way }]);
      }
      // Gone for good is what a leaver's end looks like too; for anybody else a person must look.
      const gone = wanted.state === 'deactivated' || wanted.state === 'none';
      return only([], gone ? [] : [{ type: 'account-vanished', for: because }]);
    }
    if (wanted.state === 'none' || wanted.state === 'deactivated') return only([]);
    if (input.rules.accountDelivered === true) return only([]);
    return only([
      {
        type: 'create-account',
        for: because,
        login: account.login,
        // There is nothing to empty yet.
        profile: Object.fromEntries(Object.entries(input.profile).filter(([, value]) => value !== '')),
        active: wanted.state === 'active',
        groups: writableWanted(input),
      },
    ]);
  }
  switch (wanted.state) {
    case 'none':
      return only([]);
    case 'staged':
      // Of somebody hired again the account is still closed: its profile cannot be written before it is opened.
      return only(seen.account.state === 'deactivated' ? [] : profileChange(input, seen.account));
    case 'active':
      return raise(input, seen.account);
    case 'suspended':
      return pause(input, seen.account);
    case 'deactivated':
      return lower(input, seen.account);
    default:
      return unreachable(wanted.state);
  }
}

/** The groups wanted from the first moment that we may write: they travel with the create. */
function writableWanted({ wanted, rules }: Pick<PlanInput, 'wanted' | 'rules'>): GroupId[] {
  // Away before there is an account: what begins waits for the return.
  if (wanted.paused) return [];
  return [...wanted.groups.keys()].filter((group) => {
    const owner = rules.ownerOf(group);
    const add = { type: 'add-member', for: wanted.because, group, under: [] } as const;
    return (owner === 'tenure' || owner === 'mixed') && !rules.protectedGroups.has(group) && !rules.shadows(add);
  });
}

/** Sign-in is opened, unless somebody else closed what we had verified as open. */
function raise(input: PlanInput, seen: SeenAccount): AccountPlan {
  const profile = profileChange(input, seen);
  const awaited = awaitedLogin(input, seen);
  const { because } = input.wanted;
  const ours = loweredByUs(input, seen) !== null;
  switch (seen.state) {
    case 'active':
    case 'awaiting-user':
    case 'changing':
      return only(profile, awaited);
    case 'staged':
      return only([...profile, { type: 'activate', for: because }], awaited);
    case 'suspended':
      if (ours) return only([{ type: 'unsuspend', for: because }, ...profile]);
      return only([], [{ type: 'lowered-by-other-hand', for: because, state: seen.state }]);
    case 'deactivated':
      // The profile of a deactivated account cannot be written: it follows in the next round.
      if (ours) return only([{ type: 'activate', for: because }]);
      return only([], [{ type: 'lowered-by-other-hand', for: because, state: seen.state }]);
    default:
      return unreachable(seen.state);
  }
}

const raised = (because: CaseId, { state, stateSince }: SeenAccount): Obstacle => ({
  ...{ type: 'raised-by-other-hand', for: because, state },
  ...(stateSince === undefined ? {} : { since: stateSince }),
});

/** Sign-in is stopped for a time; memberships are the grants' matter. */
function pause(input: PlanInput, seen: SeenAccount): AccountPlan {
  const { because } = input.wanted;
  if (!isOpen(seen)) return only([]);
  if (readAsStopped(input)) return only([], [raised(because, seen)]);
  // Nobody has come in yet: such an account is not suspended but closed, and activated again when its time comes.
  if (seen.state === 'awaiting-user') return only([{ type: 'deactivate', for: because }]);
  return only([
    { type: 'suspend', for: because },
    { type: 'end-sessions', for: because },
  ]);
}

/** A leaver: sign-in is stopped before anything slow, the account closed after everything was taken from it. */
function lower(input: PlanInput, seen: SeenAccount): AccountPlan {
  const { because } = input.wanted;
  if (seen.state === 'deactivated') return only([]);
  if (input.account.verified === 'deactivated' && readAsStopped(input)) {
    return only([], [raised(because, seen)]);
  }
  const stop: Change[] = isOpen(seen) ? [{ type: 'suspend', for: because }] : [];
  if (input.wanted.kept !== undefined) {
    // Opened again by another hand while it waits to be closed: whether that was right, a person says.
    if (stop.length > 0 && readAsStopped(input)) {
      return only([], [raised(because, seen)]);
    }
    return only(stop.length === 0 ? [] : [...stop, { type: 'end-sessions', for: because }]);
  }
  return {
    before: [...stop, { type: 'end-sessions', for: because }],
    after: [{ type: 'deactivate', for: because }],
    obstacles: [],
  };
}

function awaitedLogin({ account, wanted }: PlanInput, seen: SeenAccount): Obstacle[] {
  if (!seen.masteredElsewhere || account.renameTo === undefined || renamedThere(account, seen) !== null) return [];
  return [{ type: 'login-awaited', for: wanted.because }];
}

function profileChange({ profile, wanted, account }: PlanInput, seen: SeenAccount): Change[] {
  if (seen.masteredElsewhere) return [];
  const differing: [string, string][] = Object.entries(profile).filter(
    ([field, value]) => (seen.profile[field] ?? '') !== value,
  );
  const fields: AccountProfile = Object.fromEntries(differing);
  const login = account.renameTo;
  if (login !== undefined && login.toLowerCase() !== seen.login.toLowerCase()) {
    return [{ type: 'change-login', for: wanted.because, login, profile: fields }];
  }
  return differing.length === 0 ? [] : [{ type: 'update-profile', for: wanted.because, profile: fields }];
}

/** A state still changing cannot be suspended: the provider refuses every change until it has settled. */
const isOpen = (seen: SeenAccount) => seen.state === 'active' || seen.state === 'awaiting-user';

const only = (before: readonly Change[], obstacles: readonly Obstacle[] = []): AccountPlan => ({
  before,
  after: [],
  obstacles,
});
