/** Sub-tasks that nobody closes: from when on they are late, and which have no day of their own. */
import { describe, expect, it } from 'vitest';
import { at, joining } from '../../../test/support/build.ts';
import { joins, rules } from '../../../test/support/forms.ts';
import { given, HIRED } from '../../../test/support/given.ts';
import type { TaskAbout } from '../evidence/model.ts';
import { taskEvents } from './tasks.ts';

const DAY = 24 * 60;

/** Asked for in minute 1 and looked at so many days later, for work that begins so many days after that minute. */
function late(about: TaskAbout, days: number, begins = 0) {
  const asked = given(HIRED).and({
    on: joining,
    minute: 1,
    events: [{ type: 'TaskRequested', task: 'one', about, title: 'Do it' }],
  });
  const engagements = asked.ledger.engagements.map((one) => ({ ...one, start: at(1 + begins * DAY) }));
  const now = at(1 + days * DAY);
  return taskEvents({
    ...{ form: joins().form, state: asked.caseOf(joining), ledger: { ...asked.ledger, engagements } },
    ...{ concerned: { trackerIds: [], mails: [] }, rules, readFrom: at(0), now },
  }).flatMap((event) => (event.type === 'ExceptionRaised' ? [event.kind] : []));
}

describe('a sub-task that nobody closes', () => {
  it.each([
    ['application', 2, 0, []],
    ['application', 3, 0, ['sub-task-overdue']],
    ['hardware', 3, 0, ['sub-task-overdue']],
    // Asked for weeks ahead, it is due when the work has begun.
    ['application', 20, 20, []],
    ['application', 22, 20, []],
    ['application', 23, 20, ['sub-task-overdue']],
    // Has its own last day.
    ['hand-over', 10, 0, []],
  ] as const)('%s, after %i days, of work that begins in %i', (about, days, begins, raised) =>
    expect(late(about, days, begins)).toEqual(raised),
  );
});
