/**
 * What erasing one person's personal text would take out of the store, what would stay, and what lies outside. The plan is
 * the erasing itself, carried out in a transaction that is taken back: what it counts is what will go.
 */
import { erasedLogin, erasedProfile, type PersonLedger } from '../../core/grant/index.ts';
import { canonical, sha256 } from '../../core/shared/canonical.ts';
import type { PersonId } from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';
import { accept, type Outcome, refuse } from '../../core/shared/outcome.ts';
import type { ErasedText } from '../../ports/erased.ts';
import type { Tx } from '../../ports/store.ts';
import { mayConfirm } from '../settling/deciders.ts';
import type { World } from '../world.ts';
import { type Keeps, keepsOf } from './keeps.ts';
import { type Outside, outsideOf } from './outside.ts';

/** A plan that somebody has made and nobody has confirmed; ids and counts alone. */
export interface WaitingPlan {
  readonly person: PersonId;
  readonly hash: string;
  readonly by: string;
  readonly at: Instant;
}

export interface Erasure {
  readonly hash: string;
  readonly goes: Goes;
  readonly stays: Stays;
  readonly outside: Outside;
  /** Whose text it is, while it is there. */
  readonly ledger: PersonLedger;
}

export interface Goes extends Readonly<Record<string, number>> {
  readonly texts: number;
  readonly names: number;
  readonly logins: number;
}

export interface Stays {
  readonly events: number;
  readonly engagements: number;
  readonly grants: number;
  readonly exclusions: number;
  readonly memberships: number;
}

export type ErasureRefusal =
  | { readonly why: 'not-allowed' | 'own-data' }
  | { readonly why: 'kept'; readonly keeps: readonly Keeps[] };

const WAITING = 'erasures';

export const waitingPlans = async (read: Pick<Tx, 'getControl'>): Promise<readonly WaitingPlan[]> =>
  (await read.getControl<readonly WaitingPlan[]>(WAITING)) ?? [];

/** Of one person the latest plan alone waits. */
export async function keepPlans(tx: Tx, person: PersonId, plan: WaitingPlan | null): Promise<void> {
  const others = (await waitingPlans(tx)).filter((one) => one.person !== person);
  await tx.setControl(WAITING, plan === null ? others : [...others, plan]);
}

export async function planErasure(
  world: World,
  person: PersonId,
  by: string,
): Promise<Outcome<Erasure, ErasureRefusal>> {
  if (!(await mayConfirm(world, by))) return refuse({ why: 'not-allowed' });
  const erasure = await erasureOf(world, person);
  if (!erasure.ok) return erasure;
  await world.store.transaction(async (tx) => {
    await tx.lockSystem();
    await keepPlans(tx, person, { person, hash: erasure.value.hash, by, at: tx.now });
  });
  return erasure;
}

/** As it stands now, whoever asks. */
export async function erasureOf(world: World, person: PersonId): Promise<Outcome<Erasure, ErasureRefusal>> {
  const { read } = world.store;
  const ledger = await read.person(person);
  const keeps = await keepsOf(world, person, ledger);
  if (keeps.length > 0) return refuse({ why: 'kept', keeps });
  const erased = await rehearsed(world, person);
  const goes = goesOf(erased, ledger);
  const erasedAt = ledger.person?.erasedAt;
  // What was said of them since is erased like the first time; only where nothing is left there is nothing to plan.
  if (erasedAt !== undefined && Object.values(goes).every((count) => count === 0))
    return refuse({ why: 'kept', keeps: [{ why: 'erased-already', what: erasedAt }] });
  const events = await read.eventsAbout(person);
  const last = events.at(-1)?.position ?? 0;
  const stays: Stays = {
    events: events.length,
    engagements: ledger.engagements.length,
    grants: ledger.grants.length,
    exclusions: ledger.exclusions.length,
    memberships: ledger.records.length,
  };
  const outside = await outsideOf(world, person, ledger, erased);
  // Of counts, ids and places alone: it stands in the record for good, and no guess at a name is confirmed by it.
  return accept({ hash: sha256(canonical({ person, goes, stays, last })), goes, stays, outside, ledger });
}

export function goesOf({ streams: _, ...counts }: ErasedText, { person, accounts }: PersonLedger): Goes {
  const { profile, formerMails = [], writtenOver = [] } = person ?? {};
  const isNameless = person !== null && canonical(person.profile) === canonical(erasedProfile(person.id));
  const names = isNameless ? 0 : Object.values(profile ?? {}).filter((value) => value !== '').length;
  const logins = accounts.filter(({ id, login }) => login !== erasedLogin(id)).length;
  return { ...counts, names: names + formerMails.length + writtenOver.length, logins };
}

/** Done, and taken back. */
async function rehearsed({ store }: World, person: PersonId): Promise<ErasedText> {
  try {
    return await store.transaction(async (tx) => {
      await tx.lockPerson(person);
      throw new TakenBack(await tx.erasePersonalText(person));
    });
  } catch (fault) {
    if (fault instanceof TakenBack) return fault.erased;
    throw fault;
  }
}

class TakenBack extends Error {
  readonly erased: ErasedText;
  constructor(erased: ErasedText) {
    super('a rehearsal is taken back');
    this.name = 'TakenBack';
    this.erased = erased;
  }
}
