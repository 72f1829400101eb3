/**
 * What another form has said of the same work since this one was filed or edited: hints are lost and come late, and of two forms
 * that say different things the later one counts, by the tracker's clock and field by field, whichever is read first.
 */
import type { RecordedEvent } from '../evidence/model.ts';
import type { KnownField } from '../policy/model.ts';
import type { EngagementId } from '../shared/ids.ts';
import { type Instant, later as laterOf } from '../shared/instant.ts';
import type { FiledForm } from './form.ts';
import type { Look } from './look.ts';
import type { Engagement } from './model.ts';

type Stream = readonly Pick<RecordedEvent, 'event'>[];
type Told = readonly Pick<RecordedEvent, 'event' | 'at'>[];
type Written = Pick<FiledForm, 'fields' | 'emptied'>;

/** Whether something was written on it, or taken off it, since it was accepted last. */
export function isWrittenSince({ fields, emptied }: Written, own: Stream): boolean {
  const asOf = acceptedAsOf(own);
  return asOf === undefined || [...Object.values(fields), ...Object.values(emptied)].some(({ at }) => at > asOf);
}

/** The work that the case has opened or changed; none, unless it was accepted since `form` was filed, be it as its day had come. */
export function workSaidLater({ created }: Pick<FiledForm, 'created'>, stream: Told): readonly EngagementId[] {
  const accepted = stream.findLast(({ event }) => event.type === 'FormAccepted');
  if (accepted === undefined || laterOf(accepted.at, acceptedAsOf(stream) ?? accepted.at) <= created) return [];
  const work = stream.flatMap(({ event }) =>
    event.type === 'EngagementOpened' || event.type === 'EngagementChanged' ? [event.engagement.id] : [],
  );
  return [...new Set(work)];
}

/** Of changes that are dated: the days they are said of, where those are later ones. */
export interface Days {
  readonly own: Instant | null;
  readonly other: Instant | null;
}

/** Which fields of `form` the other one has written or emptied since, and was accepted with. */
export function fieldsSaidLater(
  { fields, emptied }: Written,
  other: Written,
  stream: Stream,
  days: Days = { own: null, other: null },
): readonly string[] {
  const asOf = acceptedAsOf(stream);
  const onDay = (at: Instant, day: Instant | null) => (day === null ? at : laterOf(at, day));
  // A day that was written on it since is not the one it was accepted for.
  const theirDay = asOf !== undefined && (other.fields.start?.at ?? asOf) <= asOf ? days.other : null;
  return Object.entries({ ...emptied, ...fields }).flatMap(([field, { at }]) => {
    const said = other.fields[field] ?? other.emptied[field];
    if (said === undefined || asOf === undefined || said.at > asOf) return [];
    // A last day counts from when it is written: leavers are the greater risk.
    const [theirs, ours] = [field === 'end' ? said.at : onDay(said.at, theirDay), onDay(at, days.own)];
    return theirs > ours || (theirs === ours && said.at > at) ? [field] : [];
  });
}

const acceptedAsOf = (stream: Stream) =>
  stream.flatMap(({ event }) => (event.type === 'FormAccepted' ? (event.asOf ?? []) : [])).at(-1);

/** The look without that: what is left is what the form still says of this work. */
export function withoutSaidLater(look: Look, work: Pick<Engagement, 'id'> | undefined): Look {
  const later = work === undefined ? undefined : look.saidLater.get(work.id);
  if (later === undefined || later.size === 0) return look;
  // Accepted before, it says again what was edited since, and by that nothing.
  if (look.state.accepted) return { ...look, outdated: new Set([...later].filter((field) => !OF_THE_FORM.has(field))) };
  const { filed } = look;
  const unless = <Value>(field: string, value: Value): Value | null => (later.has(field) ? null : value);
  return {
    ...look,
    filed: {
      ...filed,
      attributes: Object.fromEntries(Object.entries(filed.attributes).filter(([field]) => !later.has(field))),
      givenName: unless('givenName', filed.givenName),
      familyName: unless('familyName', filed.familyName),
      managerMail: unless('manager', filed.managerMail),
      privateMail: unless('privateMail', filed.privateMail),
      workerType: unless('workerType', filed.workerType),
      end: unless('end', filed.end),
    },
  };
}

/** Of each form for itself: another says nothing of whom it is about, what it asks for, and who hears of it. */
const OF_THE_FORM: ReadonlySet<string> = new Set<KnownField>([
  ...(['person', 'employeeNumber', 'start', 'additional'] as const),
  ...(['applications', 'applicationsUntil', 'applicationsEnding', 'hardware', 'notify'] as const),
]);
