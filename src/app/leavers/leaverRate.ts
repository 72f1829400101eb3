/**
 * The brake on terminations: leavers count for who filed the form and for each who said on it whose work ends, or when: every
 * issue of an onboarding has a last day, and whoever edits those of others files nothing. Above the rate the form's effect waits
 * as an exception until a named person confirms it, unless it is one of a number that was announced.
 */
import type { CaseState } from '../../core/evidence/index.ts';
import type { TenureEvent } from '../../core/evidence/model.ts';
import type { PersonLedger } from '../../core/grant/index.ts';
import { beginsLeave, endsWork, type FiledForm } from '../../core/person/index.ts';
import type { Settings } from '../../core/policy/model.ts';
import { exceptionId } from '../../core/shared/ids.ts';
import { type Instant, milliseconds } from '../../core/shared/instant.ts';
import type { Tx } from '../../ports/store.ts';
import { type Announcement, announcementFor } from './announcedLeavers.ts';

const HOUR = milliseconds(3_600_000);

interface Filing {
  readonly events: readonly TenureEvent[];
  readonly ledger: PersonLedger;
  readonly form: FiledForm;
  readonly state: CaseState;
  readonly settings: Settings;
}

type Counting = Pick<Tx, 'bookMeters' | 'getControl' | 'lockControl' | 'setControl' | 'now'>;
type Postponed = Extract<TenureEvent, { readonly type: 'FormPostponed' }>;

export async function leaverRate(tx: Counting, filing: Filing): Promise<readonly TenureEvent[]> {
  const { events, ledger, form, state, settings } = filing;
  const sealing = events.find(
    (event): event is Postponed => event.type === 'FormPostponed' && event.sealed !== undefined,
  );
  if (sealing !== undefined) return countedAhead(tx, filing, sealing);
  if (!endsWork(events, ledger, tx.now) && !beginsLeave(events, ledger, tx.now))
    return [...events, ...waitsNoMore(events, state, tx.now)];
  const held = state.exceptions.filter(({ kind }) => kind === 'leaver-rate');
  if (held.some(({ verdict }) => verdict === null)) return events.filter(({ type }) => type === 'CaseOpened');
  // A decision is about the form that was shown: an edited one is asked about anew.
  const shown = formOf(events);
  const decided = held.filter(({ detail }) => detail.form === undefined || detail.form === shown).at(-1);
  if (decided?.verdict === 'confirm') return events;
  if (decided?.verdict === 'reject') return [];
  const ahead = isAsSealed(filing) ? state.rateAhead : null;
  const counted: Counted = { way: ahead === 'within' ? 'rate' : null, over: form.creator.id };
  const { way, over } = ahead === null ? await wayThrough(tx, filing) : counted;
  if (way !== null) return [...events, ...saidOf(way, state)];
  const opening = events.filter(({ type }) => type === 'CaseOpened' || type === 'CaseConcerns');
  return [
    ...opening,
    {
      type: 'ExceptionRaised',
      exception: exceptionId(`${state.id}!leaver-rate-${held.length + 1}`),
      kind: 'leaver-rate',
      detail: {
        filedBy: form.creator.id,
        authors: authorsOf(form, events).join(' '),
        limitPerHour: settings.brake.leaversPerHour,
        form: shown,
        over,
        ...((await isFirstOver(tx, over, state)) ? {} : { together: true }),
      },
    },
  ];
}

/** Taken back, there is nothing left that anybody could confirm. */
function waitsNoMore(events: readonly TenureEvent[], { exceptions }: CaseState, at: Instant): readonly TenureEvent[] {
  if (!events.some(({ type }) => type === 'CaseWithdrawn')) return [];
  const open = exceptions.filter(({ kind, verdict }) => kind === 'leaver-rate' && verdict === null);
  return open.map(({ id }) => ({ type: 'ExceptionSettled', exception: id, verdict: 'retry', by: 'taken back', at }));
}

/** Of an hour the first is told by itself, at once; a pile is told in one (heldLeavers.ts). */
async function isFirstOver(tx: Counting, over: string, { id }: CaseState): Promise<boolean> {
  const first = { meter: `leavers-over:${over}`, key: id, count: 1, limit: 1, window: HOUR };
  return (await tx.bookMeters([first])).booked;
}

/** Within the hour's number, or announced; `null` = neither. */
type Way = 'rate' | Announcement | null;

interface Counted {
  readonly way: Way;
  /** Whose number is passed, where one is: the tracker's id. */
  readonly over: string;
}

async function wayThrough(tx: Counting, { events, form, state, settings }: Filing): Promise<Counted> {
  const authors = authorsOf(form, events);
  const filers = [...new Set([form.creator.id, ...authors])];
  const { booked, over } = await tx.bookMeters(
    // A case is one person: set twice in an hour, its end is one termination.
    filers.map((one) => ({
      meter: meterOf(one),
      key: state.id,
      count: 1,
      limit: settings.brake.leaversPerHour,
      window: HOUR,
    })),
  );
  const whose = filers.find((one) => over.includes(meterOf(one))) ?? form.creator.id;
  if (booked) return { way: 'rate', over: whose };
  const way = await announcementFor(tx, {
    creator: form.creator.id,
    authors,
    filedAt: form.created,
    knownSince: state.openedAt,
    passedBy: state.announcement,
  });
  return { way, over: whose };
}

const meterOf = (filer: string) => `leavers:${filer}`;

const saidOf = (way: Way, { announcement }: CaseState): readonly TenureEvent[] =>
  way === null || way === 'rate' || way.id === announcement ? [] : [announcedIn(way)];

/**
 * A confidential termination counts when it is filed, however far ahead: few see it until its day, and whoever is held then is a
 * leaver who is still signed in. Over the rate it waits on that day, because nobody may be asked about it before.
 */
async function countedAhead(tx: Counting, filing: Filing, sealing: Postponed): Promise<readonly TenureEvent[]> {
  const { events, state } = filing;
  const isCounted = state.rateAhead === 'within' && state.sealed?.person === sealing.sealed?.person;
  const isNearer = state.postponedUntil === null || sealing.until < state.postponedUntil;
  const { way } = isCounted && !isNearer ? { way: 'rate' as const } : await wayThrough(tx, filing);
  const counted: Postponed = { ...sealing, rate: way === null ? 'over' : 'within' };
  return [...events.map((event) => (event === sealing ? counted : event)), ...saidOf(way, state)];
}

/** What was counted when it was filed: the same person's work, and no sooner. */
function isAsSealed({ events, ledger, state: { sealed, postponedUntil } }: Filing): boolean {
  if (sealed === null || postponedUntil === null || ledger.person?.id !== sealed.person) return false;
  return events.every(
    (event) => event.type !== 'EngagementChanged' || (event.engagement.end ?? postponedUntil) >= postponedUntil,
  );
}

const announcedIn = ({ id, people, by }: Announcement): TenureEvent => ({
  type: 'TerminationAnnounced',
  announcement: id,
  people,
  by,
});

/** The tracker's ids of those who said whose work ends, and when: none of them confirms it. */
function authorsOf({ fields, emptied, moved, statusBy }: FiledForm, events: readonly TenureEvent[]): readonly string[] {
  const said = [fields.person, fields.end, emptied.end, ...Object.values(moved)].flatMap((one) => one?.author.id ?? []);
  const withdrew = events.some(({ type }) => type === 'CaseWithdrawn') ? [statusBy.id] : [];
  return [...new Set([...said, ...withdrew])].sort();
}

/** Which form was decided on; without one (a decision is always on a form) nothing is the same. */
const formOf = (events: readonly TenureEvent[]) =>
  events.flatMap((event) => (event.type === 'FormAccepted' ? [event.digest.slice(0, 12)] : []))[0] ?? null;
