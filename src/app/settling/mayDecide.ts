/**
 * Who may settle an exception, and with which verdicts: by the roles of the policy in force, and nobody what is about
 * themselves or what they filed. Asked when somebody settles, is handed one, or is shown what they may do.
 */
import { type CaseState, foldCase } from '../../core/evidence/index.ts';
import type { Verdict } from '../../core/evidence/model.ts';
import { emptyLedger, mailsOf, type PersonLedger } from '../../core/grant/index.ts';
import { changeSetId, type PersonId } from '../../core/shared/ids.ts';
import type { ExceptionRow } from '../../ports/store.ts';
import { isListed, isSamePerson } from '../identity.ts';
import { LEAVER_RATE, LEAVERS_HELD } from '../leavers/heldLeavers.ts';
import { HELD_SET } from '../policy/heldSets.ts';
import type { RulesInForce } from '../policy/rules.ts';
import { namesOfAskers } from '../requests/requester.ts';
import type { World } from '../world.ts';
import { deciderRefusal } from './deciders.ts';

interface Word {
  readonly verdict: Verdict;
  readonly by: string;
}

export type KeptFrom = 'not-allowed' | 'not-the-owner' | 'own-change' | 'own-case';

/** `null` = nothing keeps them from it; whether it is about themselves is asked again under the lock. */
export async function keptFrom(
  world: World,
  { policy }: RulesInForce,
  row: ExceptionRow,
  word: Word,
): Promise<KeptFrom | null> {
  if (row.kind === HELD_SET) return keptFromHeld(world, row, word.by);
  const { roles } = policy.settings;
  const allowed = word.verdict === 'accept' ? roles.accept : roles.confirm;
  if (!(await isListed(world, allowed, word.by))) return 'not-allowed';
  const { person, isSealed } = await subjectOf(world, row);
  const isTheirOwn = person !== null && (await isByAnyName(world, person, word.by));
  // Whom a confidential termination is about learns nothing of it by what they are refused.
  if (isTheirOwn && isSealed) return 'not-allowed';
  if (await isOwnForm(world, row, word)) return 'own-change';
  if (await isOwnFiling(world, row, word)) return 'own-change';
  return isTheirOwn ? 'own-case' : null;
}

/**
 * Whom it is about; `null` = nobody we know. What was raised before the time of a confidential termination never names them:
 * its case does, then or later.
 */
export const subjectIn = ({ person }: ExceptionRow, state: CaseState | null): PersonId | null =>
  person ?? state?.sealed?.person ?? state?.person ?? null;

interface Subject {
  readonly person: PersonId | null;
  readonly isSealed: boolean;
}

/** As its case says it now. */
export async function subjectOf({ store }: World, row: ExceptionRow): Promise<Subject> {
  const { case: on, person } = row;
  if (on === null || person !== null) return { person, isSealed: false };
  const state = foldCase(on, await store.read.stream(on));
  return { person: subjectIn(row, state), isSealed: state.sealed !== null };
}

/** Of groups added to an entitlement its application's owner decides, whoever else may confirm. */
const keptFromHeld = async (world: World, { detail }: ExceptionRow, by: string): Promise<KeptFrom | null> =>
  deciderRefusal(world, await world.store.read.changeSet(changeSetId(String(detail.changeSet))), by);

/** Why none of these verdicts is theirs to give; `null` = one is. */
export async function keptFromAll(
  world: World,
  force: RulesInForce,
  row: ExceptionRow,
  { verdicts, by }: { readonly verdicts: readonly Verdict[]; readonly by: string },
): Promise<KeptFrom | null> {
  if (await isAbout(world, row, by)) return 'own-case';
  let why: KeptFrom | null = 'not-allowed';
  for (const verdict of verdicts) {
    const kept = await keptFrom(world, force, row, { verdict, by });
    if (kept === null) return null;
    if (kept !== 'not-allowed') why = kept;
  }
  return why;
}

/** Also of an account that is nobody's yet, by what it is called. */
async function isAbout({ store }: World, { person, detail }: ExceptionRow, by: string): Promise<boolean> {
  const ledger = person === null ? emptyLedger : await store.read.person(person);
  return isOwn(ledger, by) || Object.values(detail).some((said) => String(said).toLowerCase() === by.toLowerCase());
}

/** Whoever filed a termination, or said whose it is and when, does not also say that it is one too many or not. */
async function isOwnForm(world: World, { kind, detail }: ExceptionRow, { verdict, by }: Word): Promise<boolean> {
  if ((kind !== LEAVER_RATE && kind !== LEAVERS_HELD) || verdict !== 'confirm') return false;
  const authors = `${detail.filedBy ?? ''} ${detail.authors ?? ''}`.split(' ').filter((id) => id !== '');
  for (const author of new Set(authors)) if (await isSamePerson(world, author, by)) return true;
  return false;
}

/** Who asked for something to be done does not also say that it need not be: the risk is taken by somebody else. */
async function isOwnFiling(world: World, { case: on }: ExceptionRow, { verdict, by }: Word): Promise<boolean> {
  if (on === null) return false;
  const { kind, filedBy, request } = foldCase(on, await world.store.read.stream(on));
  // Of a request nothing is settled by who made it: not what an emergency was either.
  if (verdict !== 'accept' && kind !== 'access-request') return false;
  // Of a form each line may be somebody else's.
  for (const name of await namesOfAskers(world, request.lines)) if (await isSamePerson(world, name, by)) return true;
  return filedBy !== null && (await isSamePerson(world, filedBy, by));
}

/** Who decides may be named by the tracker's id: asked before the transaction, because it is asked outside. */
async function isByAnyName(world: World, person: PersonId, by: string): Promise<boolean> {
  const names = mailsOf(await world.store.read.person(person));
  for (const name of names) if (await isSamePerson(world, name, by)) return true;
  return false;
}

/** Nobody decides about themselves. */
export const isOwn = (ledger: PersonLedger, by: string) => mailsOf(ledger).includes(by.trim().toLowerCase());
