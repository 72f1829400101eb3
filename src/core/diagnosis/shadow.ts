/**
 * What shadow has held back, compared with what was really done at the provider meanwhile: step by step, from the record
 * of each step and a fresh reading. Nothing is guessed: what was not read, or was decided too lately for anybody to have
 * done it, is not known yet; what is not wanted any more is in no figure.
 */
import type { Wanted } from '../grant/index.ts';
import type { HeldBack } from '../person/model.ts';
import type { CaseKind } from '../policy/model.ts';
import type { AccountProfile, SeenAccount, SeenGroup } from '../reconcile/model.ts';
import type { CaseId, GroupId } from '../shared/ids.ts';
import type { Instant } from '../shared/instant.ts';

export type ShadowVerdict = 'agreed' | 'not-done' | 'otherwise' | 'not-known-yet';

export interface HeldStep extends HeldBack {
  /** When it was first held back. */
  readonly since: Instant;
}

/** One account as it was read now. */
export interface ShadowReading {
  /** `null` = the provider has none under its id or login. */
  readonly account: SeenAccount | null;
  readonly groups: readonly SeenGroup[];
  /** Of somebody for whom none was found: another account says that it is theirs. */
  readonly elsewhere: boolean;
  /** Applications somebody has directly; `null` = not read. */
  readonly directApps: number | null;
}

export interface ShadowedAccount {
  readonly steps: readonly HeldStep[];
  readonly wanted: Wanted;
  readonly profile: AccountProfile;
  /** `null` = it could not be read. */
  readonly reading: ShadowReading | null;
  kindOf(id: CaseId): CaseKind | null;
  /** Groups that open the same application as this one. */
  besides(group: GroupId): ReadonlySet<GroupId>;
}

export interface JudgedStep extends HeldStep {
  readonly kind: CaseKind | null;
  readonly verdict: ShadowVerdict;
}

/** `youngest`: what was held back later may still be on somebody's desk. */
export function judgeShadow(of: ShadowedAccount, youngest: Instant): readonly JudgedStep[] {
  return of.steps.flatMap((step): JudgedStep[] => {
    if (isOvertaken(step, of.wanted)) return [];
    const seen = of.reading === null ? 'not-known-yet' : verdictOn(step, of, of.reading);
    if (seen === null) return [];
    const verdict = seen === 'not-done' && step.since > youngest ? 'not-known-yet' : seen;
    return [{ ...step, kind: of.kindOf(step.for), verdict }];
  });
}

/** Groups somebody was put into, in an account made by hand, that Tenure would not have given. */
export function givenBesides({ steps, wanted, reading }: ShadowedAccount): readonly GroupId[] {
  const made = reading?.account != null && steps.some(({ change }) => change === 'create-account');
  if (!made) return [];
  return reading.groups.flatMap(({ group, owner }) => (owner === 'tenure' && !wanted.groups.has(group) ? [group] : []));
}

const LOWERING = new Set(['suspend', 'deactivate', 'end-sessions', 'remove-direct-app']);

/** Decided otherwise since: neither side is to have done it. */
function isOvertaken({ change, group }: HeldStep, { state, groups }: Wanted): boolean {
  if (change === 'add-member') return group !== null && !groups.has(group);
  if (change === 'remove-member') return group !== null && groups.has(group);
  const isLow = state === 'deactivated' || state === 'suspended';
  return LOWERING.has(change) ? !isLow : isLow || state === 'none';
}

/** `null` = no reading can tell, whoever did it. */
function verdictOn(step: HeldStep, of: ShadowedAccount, reading: ShadowReading): ShadowVerdict | null {
  const { account, groups, elsewhere, directApps } = reading;
  const isIn = (group: GroupId) => groups.some((one) => one.group === group);
  const done = (isDone: boolean): ShadowVerdict => (isDone ? 'agreed' : 'not-done');
  switch (step.change) {
    case 'create-account':
      return account !== null ? 'agreed' : elsewhere ? 'otherwise' : 'not-done';
    case 'add-member': {
      if (step.group === null || isIn(step.group)) return 'agreed';
      const others = [...of.besides(step.group)].filter((group) => isIn(group) && !of.wanted.groups.has(group));
      return others.length > 0 ? 'otherwise' : 'not-done';
    }
    case 'remove-member':
      return done(step.group === null || !isIn(step.group));
    case 'activate':
    case 'unsuspend':
      return done(account?.state === 'active' || account?.state === 'awaiting-user');
    case 'suspend':
      return done(account === null || account.state === 'suspended' || account.state === 'deactivated');
    case 'deactivate':
      if (account?.state === 'suspended') return 'otherwise';
      return done(account === null || account.state === 'deactivated');
    case 'update-profile':
      return done(
        account !== null && Object.entries(of.profile).every(([field, value]) => account.profile[field] === value),
      );
    case 'remove-direct-app':
      return directApps === null ? 'not-known-yet' : done(directApps === 0);
    default:
      return null;
  }
}

export interface ShadowFigure {
  /** A kind of case, or a group. */
  readonly of: string;
  readonly agreed: number;
  readonly notDone: number;
  readonly otherwise: number;
  readonly notKnownYet: number;
}

/** One figure for each name, in the order of the names. */
export function shadowFigures(
  steps: readonly { readonly of: string; readonly verdict: ShadowVerdict }[],
): readonly ShadowFigure[] {
  const names = [...new Set(steps.map((one) => one.of))].sort();
  return names.map((name) => {
    const count = (verdict: ShadowVerdict) => steps.filter((one) => one.of === name && one.verdict === verdict).length;
    return {
      of: name,
      agreed: count('agreed'),
      notDone: count('not-done'),
      otherwise: count('otherwise'),
      notKnownYet: count('not-known-yet'),
    };
  });
}
