/**
 * Events of many streams in the order in which they happened. Within a stream the chain says it; a time says little: a clock
 * may have stood ahead, and a commit bears the time at which it began, not that at which it had its locks. So an event counts
 * as no earlier than the one before it in its stream, nor than the giving of the grant that it names.
 */
import type { RecordedEvent, TenureEvent } from '../../core/evidence/model.ts';
import type { RawEvent } from '../../ports/rawEvents.ts';

/** A record that holds, from its first event on. */
interface Chained {
  readonly stream: string;
  readonly events: readonly RecordedEvent[];
  readonly links: readonly RawEvent[];
  /** What the store has of it already. */
  readonly standing: readonly RecordedEvent[];
}

/** A time, and how many events of that very time are known to lie before. */
interface Place {
  readonly at: string;
  readonly after: number;
}

/** Each follows an end to its giving once more; what still moves then goes in circles. */
const ROUNDS = 50;

/** What is put back of each, in order. */
export function inOrder(taken: readonly Chained[]) {
  const { placeOf } = placesOf(taken);
  const rows = taken.flatMap(({ events, links, standing }) =>
    events.flatMap((event, index) => {
      const link = links[index];
      const place = placeOf.get(event);
      if (link === undefined || place === undefined || index < standing.length) return [];
      return [{ begun: events[0]?.at ?? event.at, place, event, link }];
    }),
  );
  return rows.sort(
    (a, b) =>
      comparePlaces(a.place, b.place) ||
      compare(a.begun, b.begun) ||
      compare(a.event.stream, b.event.stream) ||
      compare(a.event.seq, b.event.seq),
  );
}

/** Streams in which something ends before it is given, whatever the order: nothing of them is to be taken. */
export const withoutOrder = (taken: readonly Chained[]): ReadonlySet<string> => placesOf(taken).contradicted;

function placesOf(taken: readonly Chained[]) {
  const placeOf = new Map<RecordedEvent, Place>();
  const givenBy = new Map<string, RecordedEvent>();
  for (const { events } of taken) {
    for (const one of events) if (one.event.type === 'GrantGiven') givenBy.set(one.event.grant.id, one);
  }
  let moved = new Set<string>();
  for (let round = 0; round < ROUNDS; round += 1) {
    moved = new Set();
    for (const { events, stream } of taken) {
      let before: Place = { at: '', after: 0 };
      for (const event of events) {
        const given = givenBy.get(grantNamedBy(event.event) ?? '');
        const place = latest(before, { at: event.at, after: 0 }, following(given, placeOf));
        const known = placeOf.get(event);
        if (known === undefined || comparePlaces(known, place) !== 0) moved.add(stream);
        placeOf.set(event, place);
        before = place;
      }
    }
    if (moved.size === 0) break;
  }
  return { placeOf, contradicted: moved };
}

/** Given by a record that was not taken, it says nothing. */
function following(given: RecordedEvent | undefined, placeOf: ReadonlyMap<RecordedEvent, Place>): Place {
  const place = given === undefined ? undefined : placeOf.get(given);
  return place === undefined ? { at: '', after: 0 } : { at: place.at, after: place.after + 1 };
}

/** A line that is granted names its grant before it is given: only what says something of the grant itself counts. */
function grantNamedBy(event: TenureEvent): string | null {
  switch (event.type) {
    case 'GrantEnded':
    case 'GrantReinstated':
    case 'GrantWidened':
    case 'GrantNarrowed':
    case 'GrantKept':
    case 'GrantRowsChanged':
    case 'HoldBegan':
      return event.grant;
    default:
      return null;
  }
}

const latest = (...places: readonly [Place, ...Place[]]): Place =>
  places.reduce((late, one) => (comparePlaces(late, one) < 0 ? one : late));

const compare = (a: string | number, b: string | number) => (a < b ? -1 : a > b ? 1 : 0);
const comparePlaces = (a: Place, b: Place) => compare(a.at, b.at) || compare(a.after, b.after);
