/** When an account has been read back as open for the first time, its person is told how to come in. */
import type { CaseState } from '../../core/evidence/index.ts';
import type { TenureEvent } from '../../core/evidence/model.ts';
import type { PersonLedger } from '../../core/grant/index.ts';
import type { ConcludeInput } from '../../core/reconcile/index.ts';
import type { CaseId } from '../../core/shared/ids.ts';
import { epochOf, type Instant } from '../../core/shared/instant.ts';
import type { ExceptionRow } from '../../ports/store.ts';
import type { World } from '../world.ts';
import type { Run } from './run.ts';
import type { Telling } from './tellings.ts';
import { raiseOnce, settledByItself } from './trouble.ts';

const KIND = 'no-private-address';

export function activationEvents(
  run: Run,
  input: ConcludeInput,
  state: CaseState,
  ledger: PersonLedger,
): TenureEvent[] {
  const seen = input.seen.account?.state;
  const before = run.lease.account.verified;
  const openNow = (seen === 'awaiting-user' || seen === 'active') && run.wanted.state === 'active';
  const openBefore = before === 'awaiting-user' || before === 'active';
  if (openNow && openBefore) return linkSince(run, input, state, ledger);
  if (!openNow || !isOurs(run, input)) return [];
  const profile = ledger.person?.profile;
  // A way in that was closed before anybody used it is dead: the next one needs a mail of its own, whoever had closed it.
  const isNewWay = seen === 'awaiting-user';
  const told = state.notices.some(({ kind }) => kind === 'activation' || kind === 'day-one');
  if (profile === undefined || (told && !isNewWay)) return [];
  const dayOne = [profile.workMail, ...(profile.managerMail === undefined ? [] : [profile.managerMail])];
  const events: TenureEvent[] = [
    { type: 'NoticeRequested', notice: `day-one-${state.lastSeq}`, kind: 'day-one', personal: { to: dayOne } },
  ];
  if (run.force.policy.settings.activation.mailFrom === 'provider') return events;
  if (profile.privateMail === undefined) {
    return [...events, ...raiseOnce(state, run.lease.account.id, KIND, null, {})];
  }
  return [linkTo(profile.privateMail, state), ...events];
}

const linkTo = (address: string, { lastSeq }: CaseState): TenureEvent => ({
  ...{ type: 'NoticeRequested', notice: `activation-${lastSeq}`, kind: 'activation' },
  personal: { to: [address] },
});

/**
 * Of whatever case had asked for an address: it is there by now and the link is sent, or they have come in without one. One
 * that a person has had tried again is open no more, and asks again: what leads by now may be another case of theirs.
 */
export async function addressSince(
  world: World,
  run: Run,
  input: ConcludeInput,
  open: readonly ExceptionRow[],
): Promise<readonly [CaseId, Telling][]> {
  const { account } = run.lease;
  if (run.wanted.state !== 'active') return [];
  const { read } = world.store;
  const seen = input.seen.account?.state;
  const isWaitedFor = seen === 'awaiting-user' && account.verified === 'awaiting-user';
  const rows = isWaitedFor ? await read.exceptions({ account: account.id, kinds: [KIND] }) : open;
  const asked = rows.filter(({ kind, settled }) => kind === KIND && (settled === null || settled.verdict === 'retry'));
  // Who has come in needs no link, whatever they were asked for.
  const isAsking = await Promise.all(
    asked.map(async (row) => seen === 'active' || !(await isOfAnEarlierTime(world, run, row, input.at))),
  );
  const asking = asked.filter((_, nth) => isAsking[nth]);
  const last = asking.toSorted((one, other) => epochOf(one.openedAt) - epochOf(other.openedAt)).at(-1)?.case;
  const cases = new Set(asking.flatMap(({ case: on }) => on ?? []));
  cases.delete(run.wanted.because);
  return [...cases].map((on) => [on, (state, ledger) => linkSince(run, input, state, ledger, on === last)]);
}

/**
 * Asked before the account was last read as another, about work that goes on no more: whoever is hired again has the link from
 * their new work. One that was never closed in between is waited for still.
 */
async function isOfAnEarlierTime(
  { store }: World,
  { lease: { account, ledger } }: Run,
  { case: on, openedAt }: ExceptionRow,
  now: Instant,
): Promise<boolean> {
  if (on === null || account.verifiedAt === null || openedAt >= account.verifiedAt) return false;
  const goingOn = new Set(ledger.engagements.flatMap(({ id, end }) => (end === null || end > now ? [id] : [])));
  if (goingOn.size === 0) return true;
  // On a change perhaps that another has followed since, which the ledger alone does not show.
  return !(await store.read.stream(on)).some(
    ({ event }) =>
      (event.type === 'EngagementOpened' || event.type === 'EngagementChanged') && goingOn.has(event.engagement.id),
  );
}

/** A person who says `retry` has entered it, or is told that it is missing still. */
function linkSince(
  run: Run,
  input: ConcludeInput,
  state: CaseState,
  ledger: PersonLedger,
  isLast = true,
): TenureEvent[] {
  const { id } = run.lease.account;
  const { seen, at } = input;
  const last = state.exceptions.filter((one) => one.kind === KIND && one.account === id).at(-1);
  if (last === undefined || (last.verdict !== null && last.verdict !== 'retry')) return [];
  const isOpen = last.verdict === null;
  const over = isOpen ? [settledByItself(last.id, at)] : [];
  if (seen.account?.state === 'active') return over;
  const address = ledger.person?.profile.privateMail;
  // It was asked of what we had opened, so the link is ours to send in this run too.
  if (seen.account?.state !== 'awaiting-user') return [];
  // Another case has asked since: that one sends the link.
  if (!isLast) return address === undefined ? [] : over;
  if (address === undefined) return raiseOnce(state, id, KIND, null, {});
  return isOpen || !state.notices.some(({ kind }) => kind === 'activation') ? [...over, linkTo(address, state)] : [];
}

/** Of one that a directory made, only what we opened ourselves: the link is nowhere else. */
function isOurs({ lease, applied }: Run, { seen }: ConcludeInput): boolean {
  if (seen.account?.masteredElsewhere === true) return applied.activationLink !== null;
  return lease.account.origin === 'made';
}
