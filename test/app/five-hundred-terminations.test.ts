/** Terminations by the hundred, asked about as the shell asks: whoever files them, they stop at the rate. */
import { expect, it } from 'vitest';
import { acmePolicy } from '../../examples/acme/company.ts';
import { leaverRate } from '../../src/app/leaverRate.ts';
import { newCase } from '../../src/core/evidence/index.ts';
import type { Instant } from '../../src/core/shared/instant.ts';
import { at, ledger, theCase } from '../support/build.ts';
import { leaves } from '../support/forms.ts';
import { work } from '../support/given.ts';
import { openMemory } from '../support/memory/store.ts';

const { settings } = acmePolicy({ okta: 'http://localhost:1', jira: 'http://localhost:1', smtp: 'smtp://localhost:1' });

/** How many of so many forms by one filer have their effect: at once, later in the same hour, and in the next. */
async function passed(forms: number) {
  let now: Instant = at(0);
  const { store } = openMemory({ clock: () => now });
  const { form } = leaves();
  const pass = async (minute: number, many: number) => {
    now = at(minute);
    const before = ledger({ engagements: [work] });
    const ended = { type: 'EngagementChanged', engagement: { ...work, end: now } } as const;
    let through = 0;
    for (let n = 0; n < many; n += 1) {
      const state = newCase(theCase(`left-${minute}-${n}`));
      const events = await store.transaction((tx) =>
        leaverRate(tx, { events: [ended], ledger: before, form, state, settings }),
      );
      through += events.some(({ type }) => type === 'EngagementChanged') ? 1 : 0;
    }
    return through;
  };
  return { atOnce: await pass(5, forms), afterIt: await pass(59.5, 20), nextHour: await pass(66, 20) };
}

it('500 that are forged: ten of an hour have their effect, the others wait for a person', async () => {
  expect(await passed(500)).toEqual({ atOnce: 10, afterIt: 0, nextHour: 10 });
});
