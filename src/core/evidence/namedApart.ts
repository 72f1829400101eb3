/**
 * An exception's name is made of how many its case had. Two that are raised in one go, by parts that do not know of each
 * other, would have one name, and the list of exceptions has one row for each name: the second would be on none.
 */
import { exceptionId } from '../shared/ids.ts';
import type { CaseState } from './caseState.ts';
import type { TenureEvent } from './model.ts';

/** The same events, each exception under a name that neither the case nor an earlier one of them has. */
export function namedApart({ exceptions }: CaseState, events: readonly TenureEvent[]): readonly TenureEvent[] {
  const taken = new Set(exceptions.map(({ id }) => id));
  return events.map((event) => {
    if (event.type !== 'ExceptionRaised') return event;
    let exception = event.exception;
    for (let n = 2; taken.has(exception); n += 1) exception = exceptionId(`${event.exception}.${n}`);
    taken.add(exception);
    return { ...event, exception };
  });
}
