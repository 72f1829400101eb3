/** Whether a list may be used: whole, of today, not older than the last one, and not lacking a part of the company. */
import { sha256 } from '../shared/canonical.ts';
import type { NaturalKey } from '../shared/ids.ts';
import { type Instant, localDateOf, milliseconds, minus, type TimeZone } from '../shared/instant.ts';
import type { MadeOn, Roster, RosterRefusal, UsedRoster } from './model.ts';

/** A list with a time on it may be this old; one with only a date is of today. */
const FRESH = milliseconds(24 * 3_600_000);
/** More than one in ten gone at once is a list that was cut, until somebody says otherwise. */
const MOST_MISSING_SHARE = 0.1;
/** In a small company one in ten is nobody. */
const ALWAYS_ALLOWED = 3;

export interface Proof {
  readonly roster: Roster;
  readonly last: UsedRoster | null;
  /** Keys of everybody who works here, as the ledger has them. */
  readonly working: readonly NaturalKey[];
  /** So many are known to be missing, by the word of somebody who may say so. */
  readonly missingConfirmed: number | null;
  readonly zone: TimeZone;
  readonly now: Instant;
}

/** Of a number or of words that stand in an id. */
export const keyDigest = (text: string, salt: string): string => sha256(salt + text).slice(0, 32);

/** `null` = it may be used. */
export function unfit({ roster, last, working, missingConfirmed, zone, now }: Proof): RosterRefusal | null {
  const { people, total, made } = roster;
  if (total === null || made === null) {
    const lacks = [...(total === null ? (['total'] as const) : []), ...(made === null ? (['as-of'] as const) : [])];
    return { why: 'unproven', lacks };
  }
  if (people.length !== total || total === 0) return { why: 'not-whole', rows: people.length, total };
  if (!isFresh(made, zone, now)) return { why: 'stale', made: saidOf(made) };
  // Of one day there may be two: then the later one stands, as far as anybody can tell.
  if (last !== null && latest(made, now) < last.madeAt) {
    return { why: 'older', made: saidOf(made), last: last.madeAt };
  }
  const missing = missingFrom(roster, last, working);
  const allowed = Math.max(ALWAYS_ALLOWED, Math.floor(missing.of * MOST_MISSING_SHARE));
  const said = missingConfirmed !== null && missingConfirmed === missing.missing;
  return missing.missing > allowed && !said ? { why: 'too-many-missing', ...missing } : null;
}

/** Against the last list; when there is none, against who works here by the ledger. */
function missingFrom({ people }: Roster, last: UsedRoster | null, working: readonly NaturalKey[]) {
  const digest = (key: NaturalKey) => keyDigest(key, last?.salt ?? '');
  const on = new Set(people.map(({ key }) => digest(key)));
  const before = last?.keys ?? working.map(digest);
  const missing = before.filter((key) => !on.has(key)).length;
  return { missing, of: before.length, than: last === null ? ('ledger' as const) : ('last' as const) };
}

function isFresh(made: MadeOn, zone: TimeZone, now: Instant): boolean {
  if (made.kind === 'date') return made.date === localDateOf(now, zone);
  return made.at <= now && made.at >= minus(now, FRESH);
}

/** When it was made, at the latest: a date alone is today's, and may be as late as now. */
export const latest = (made: MadeOn, now: Instant): Instant => (made.kind === 'instant' ? made.at : now);

const saidOf = (made: MadeOn) => (made.kind === 'date' ? made.date : made.at);
