/** What people opened by hand is closed by people: who is asked, on which case, and once. */
import { describe, expect, it } from 'vitest';
import { at, joining, leaving } from '../../../test/support/build.ts';
import { changes, edited, joins, lea, leaves, minute, taken } from '../../../test/support/forms.ts';
import { type Given, given, only } from '../../../test/support/given.ts';
import type { TenureEvent } from '../evidence/model.ts';
import type { CaseId } from '../shared/ids.ts';
import { leaverClosings } from './byHand.ts';

const titles = (events: readonly TenureEvent[]) => only(events, 'TaskRequested').map(({ title }) => title);
/** What the closing read asks people for, on this case. */
const closings = (after: Given, on: CaseId, when: number) =>
  titles(leaverClosings(after.caseOf(on), after.ledger, at(when)));

const badge = joins({ department: 'Operations' });
const hired = given().after(badge, 0);

describe('a leaver’s', () => {
  it('is asked back once the work is over, on the case that ended it', () => {
    const gone = hired.after(leaves({ end: minute(50) }), 5);
    expect(closings(gone, leaving, 49)).toEqual([]);
    expect(closings(gone, leaving, 50)).toEqual(['Close lab:badge']);
    expect(closings(gone, joining, 50)).toEqual([]);
  });

  it('at a contract’s own end is asked back on the case that opened it', () =>
    expect(closings(given().after(joins({ department: 'Operations', end: minute(50) }), 0), joining, 50)).toEqual([
      'Close lab:badge',
    ]));

  it('is asked back once', () => {
    const gone = hired.after(leaves(), 5);
    const asked = leaverClosings(gone.caseOf(leaving), gone.ledger, at(6));
    expect(closings(gone.and({ on: leaving, minute: 6, events: asked }), leaving, 7)).toEqual([]);
  });

  it('taken back is opened again where somebody has closed it; where nobody has yet, nobody is asked any more', () => {
    const form = leaves({ end: minute(50) });
    const gone = hired.after(form, 5);
    const closing = leaverClosings(gone.caseOf(leaving), gone.ledger, at(51));
    const asked = gone.and({ on: leaving, minute: 51, events: closing });
    const [task] = only(closing, 'TaskRequested').map((one) => one.task);
    if (task === undefined) throw new Error('nobody was asked to close it');
    const back = taken(form, lea);
    expect(only(asked.when(back, 60), 'TaskDropped')).toEqual([{ type: 'TaskDropped', task }]);
    expect(titles(asked.when(back, 60))).toEqual([]);
    const done: TenureEvent = { type: 'TaskDone', task, by: 'ben', closedAt: at(55), at: at(55) };
    const closed = asked.and({ on: leaving, minute: 55, events: [done] });
    expect(titles(closed.when(back, 60))).toEqual(['Open lab:badge']);
  });

  it('that a move had ended before was that case’s to ask for', () => {
    const moved = hired.after(changes({ department: 'Sales' }), 5);
    expect(closings(moved.after(leaves(), 2000), leaving, 2000)).toEqual([]);
  });

  it('that was never open is not asked back', () => {
    const ahead = given().after(joins({ department: 'Operations', start: minute(500) }), 0);
    expect(closings(ahead.after(leaves(), 5), leaving, 6)).toEqual([]);
  });

  it('in groups needs nobody: it is read back', () =>
    expect(closings(given().after(joins(), 0).after(leaves(), 5), leaving, 6)).toEqual([]));
});

describe('a mover’s', () => {
  it('is asked back when it ends, and not because the work ends', () => {
    expect(titles(hired.when(changes({ department: 'Sales' }), 5))).toEqual(['Close lab:badge']);
    expect(
      titles(
        given()
          .after(badge, 0)
          .when(edited(badge, 5, { end: minute(500) }), 5),
      ),
    ).toEqual([]);
  });

  it('that had not begun is withdrawn, and nobody is asked', () => {
    const ahead = joins({ department: 'Operations', start: minute(500) });
    const events = given()
      .after(ahead, 0)
      .when(edited(ahead, 5, { department: 'Sales' }), 5);
    expect(only(events, 'GrantEnded').map(({ end }) => end)).toEqual([at(5)]);
    expect(titles(events)).toEqual([]);
  });

  it('that begins later than it was to is not asked back in between', () => {
    const ahead = joins({ department: 'Operations', start: minute(500) });
    const events = given()
      .after(ahead, 0)
      .when(edited(ahead, 5, { start: minute(900) }), 5);
    expect(titles(events)).toEqual([]);
  });
});
