/** In what order the records on issues happened, where clocks say otherwise. */
import { describe, expect, it } from 'vitest';
import { EXAMPLES } from '../../../test/golden/events.ts';
import type { RecordedEvent, TenureEvent } from '../../core/evidence/model.ts';
import { emptyLedger, evolveLedger } from '../../core/grant/index.ts';
import { type CaseId, caseId, personId } from '../../core/shared/ids.ts';
import { type Instant, instantOf } from '../../core/shared/instant.ts';
import type { Taken } from './fold.ts';
import { inOrder, withoutOrder } from './order.ts';

const day = (text: string): Instant => instantOf(new Date(`2026-01-${text}:00Z`));
const { GrantGiven, GrantReinstated, FormAccepted } = EXAMPLES;
const GrantEnded = { ...EXAMPLES.GrantEnded, end: day('01T12:00') };

function record(stream: CaseId, ...said: readonly (readonly [at: string, event: TenureEvent])[]): Taken {
  const events = said.map(
    ([at, event], index): RecordedEvent => ({ stream, seq: index + 1, position: 1, at: day(at), event, hash: '' }),
  );
  const links = events.map(({ seq }) => ({ seq, text: '', hash: '', previous: '' }));
  return { issue: { id: '1', key: 'PEO-1', isCase: true }, stream, person: personId('p'), links, events, standing: [] };
}

const [first, second] = [caseId('jira', '1'), caseId('jira', '2')];
const orderOf = (...taken: readonly Taken[]) => inOrder(taken).map(({ event }) => `${event.stream}#${event.seq}`);
const endOf = (...taken: readonly Taken[]) =>
  inOrder(taken).reduce(
    (ledger, { event }) => (event.stream === 'system' ? ledger : evolveLedger(ledger, event.event, event.stream)),
    emptyLedger,
  ).grants[0]?.end;

describe('what is put back from several records', () => {
  it('comes by its time', () => {
    const taken = [record(second, ['02T08:00', FormAccepted]), record(first, ['01T08:00', FormAccepted])];
    expect(orderOf(...taken)).toEqual([`${first}#1`, `${second}#1`]);
  });

  it('keeps the order within its record, also where a clock stood ahead', () => {
    const said = record(first, ['02T08:00', FormAccepted], ['01T12:00', FormAccepted]);
    expect(orderOf(said)).toEqual([`${first}#1`, `${first}#2`]);
    const one = record(first, ['02T08:00', GrantGiven], ['01T12:00', GrantEnded]);
    expect(orderOf(one, record(second, ['01T20:00', FormAccepted]))).toEqual([
      `${second}#1`,
      `${first}#1`,
      `${first}#2`,
    ]);
    expect(endOf(one)).toBe(day('01T12:00'));
  });

  it('ends nothing before another record has given it', () => {
    const taken = [record(first, ['01T12:00', GrantEnded]), record(second, ['02T08:00', GrantGiven])];
    expect(orderOf(...taken)).toEqual([`${second}#1`, `${first}#1`]);
    expect(endOf(...taken)).toBe(day('01T12:00'));
    expect(withoutOrder(taken).size).toBe(0);
  });
});

describe('a record that ends what it gives only afterwards', () => {
  it.each([GrantEnded, GrantReinstated])('is not to be taken: %#', (ends) => {
    const taken = [
      record(first, ['01T12:00', ends], ['02T08:00', GrantGiven]),
      record(second, ['02T08:00', FormAccepted]),
    ];
    expect([...withoutOrder(taken)]).toEqual([first]);
  });

  it('is another thing than one whose giving was not taken', () => {
    expect(withoutOrder([record(first, ['01T12:00', GrantEnded])]).size).toBe(0);
  });
});
