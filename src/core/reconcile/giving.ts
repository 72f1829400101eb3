/** What a change set gives beside what the rules in force say, because a person decides it. */
import type { AddedGroups } from '../grant/model.ts';
import type { AdoptionId, ApplicationId, CaseId, GroupId } from '../shared/ids.ts';
import type { CountedItem } from './brake.ts';

export type Giving =
  /** What an adoption named as wanted and not there. */
  | { readonly kind: 'missing'; readonly adoption: AdoptionId; readonly case: CaseId }
  /** Groups added to an application's entitlements, for those who were given them before. */
  | {
      readonly kind: 'widened';
      readonly application: ApplicationId;
      readonly added: readonly AddedGroups[];
      /** The owner, or who stands in: what is left to say is the brake's. Absent = nobody yet. */
      readonly decidedBy?: string;
    };

/** One person's part of it. */
export type GivenPart =
  | { readonly kind: 'missing'; readonly groups: readonly GroupId[] }
  | { readonly kind: 'widened'; readonly added: readonly AddedGroups[] };

/** As it was counted: nobody is given what was not shown for them. */
export function partOf(
  giving: Giving | undefined,
  { gains, reasons = [] }: Pick<CountedItem, 'gains' | 'reasons'>,
): GivenPart | null {
  if (giving === undefined) return null;
  if (giving.kind === 'missing') return { kind: 'missing', groups: gains };
  // What their work gives already is shown as held for one reason more.
  const shown: readonly string[] = [...gains, ...reasons];
  const added = giving.added.map((one) => ({ ...one, groups: one.groups.filter((group) => shown.includes(group)) }));
  return { kind: 'widened', added };
}

/** Why such a set is held, however few it touches. */
export const HELD_AS_MISSING = 'what an adoption found missing is added only when somebody else confirms this list';
export const HELD_FOR_OWNER =
  'groups added to an entitlement reach what was given before only when the application’s owner or deputy decides it';

export const heldFor = ({ kind }: Giving): string => (kind === 'missing' ? HELD_AS_MISSING : HELD_FOR_OWNER);

/** Counted anew, it is decided anew. */
export function undecided(giving: Giving): Giving {
  if (giving.kind === 'missing') return giving;
  const { decidedBy: _, ...open } = giving;
  return open;
}

/** The owner has not spoken yet. */
export const waitsForOwner = (giving: Giving | undefined): giving is Extract<Giving, { readonly kind: 'widened' }> =>
  giving?.kind === 'widened' && giving.decidedBy === undefined;
