/**
 * What another form has said of the same work since a change was filed: hints are lost and come late, and of two forms that
 * say different things the later one counts, by the tracker's clock and field by field, whichever is read first.
 */
import type { RecordedEvent } from '../evidence/model.ts';
import type { EngagementId } from '../shared/ids.ts';
import type { FiledForm } from './form.ts';
import type { Look } from './look.ts';
import type { Engagement } from './model.ts';

type Stream = readonly Pick<RecordedEvent, 'event'>[];

/** The work that the case has opened or changed; none, unless it was accepted with something written after `form` was filed. */
export function workSaidLater({ created }: Pick<FiledForm, 'created'>, stream: Stream): readonly EngagementId[] {
  const asOf = acceptedAsOf(stream);
  if (asOf === undefined || asOf <= created) return [];
  const work = stream.flatMap(({ event }) =>
    event.type === 'EngagementOpened' || event.type === 'EngagementChanged' ? [event.engagement.id] : [],
  );
  return [...new Set(work)];
}

/** Which fields of `form` the other one has written since, and was accepted with. */
export function fieldsSaidLater(
  { fields }: Pick<FiledForm, 'fields'>,
  other: Pick<FiledForm, 'fields'>,
  stream: Stream,
): readonly string[] {
  const asOf = acceptedAsOf(stream);
  return Object.entries(fields).flatMap(([field, { at }]) => {
    const said = other.fields[field];
    return said !== undefined && asOf !== undefined && said.at > at && said.at <= asOf ? [field] : [];
  });
}

const acceptedAsOf = (stream: Stream) =>
  stream.flatMap(({ event }) => (event.type === 'FormAccepted' ? (event.asOf ?? []) : [])).at(-1);

/** The look without that: what is left is what the change still says of this work. */
export function withoutSaidLater(look: Look, work: Pick<Engagement, 'id'> | undefined): Look {
  const later = work === undefined ? undefined : look.saidLater.get(work.id);
  if (later === undefined || later.size === 0) return look;
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
