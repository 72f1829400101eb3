/** Terminations by the hundred, asked about as the shell asks: forged, they stop at the rate; announced, at the number said. */
import { expect, it } from 'vitest';
import { acmePolicy } from '../../examples/acme/company.ts';
import { announce } from '../../src/app/leavers/announcedLeavers.ts';
import { leaverRate } from '../../src/app/leavers/leaverRate.ts';
import { type CaseState, evolveCaseAll, newCase } from '../../src/core/evidence/index.ts';
import type { TenureEvent } from '../../src/core/evidence/model.ts';
import type { Instant } from '../../src/core/shared/instant.ts';
import { at, ledger, theCase } from '../support/build.ts';
import { leaves } from '../support/forms.ts';
import { work } from '../support/given.ts';
import { openMemory } from '../support/memory/store.ts';

const { settings } = acmePolicy({ okta: 'http://localhost:1', jira: 'http://localhost:1', smtp: 'smtp://localhost:1' });

const isThrough = (events: readonly TenureEvent[]) => events.some(({ type }) => type === 'EngagementChanged');

interface Said {
  readonly people: number;
  readonly by?: string;
}

/** How many of so many forms by one filer have their effect, for an end so many minutes ahead, after what was announced. */
async function passed(forms: number, announced: readonly Said[] = [], ahead = 0) {
  let now: Instant = at(0);
  const { store } = openMemory({ clock: () => now });
  const { form } = leaves();
  const author = form.fields.person?.author.id ?? '';
  for (const [n, { people, by }] of announced.entries()) {
    const byId = by === 'the author' ? author : 'ines';
    const who = { filer: 'lea@small.example', filerId: form.creator.id, by: byId, byId };
    const said = { id: `a${n}`, ...who, people, until: at(60), reason: 'a site closes' };
    expect(await store.transaction((tx) => announce(tx, said))).toMatchObject({ ok: true });
  }
  const pass = async (minute: number, many: number) => {
    now = at(minute);
    const before = ledger({ engagements: [work] });
    const ended = { type: 'EngagementChanged', engagement: { ...work, end: at(minute + ahead) } } as const;
    let through = 0;
    for (let n = 0; n < many; n += 1) {
      const look = (state: CaseState) =>
        store.transaction((tx) => leaverRate(tx, { events: [ended], ledger: before, form, state, settings }));
      const first = newCase(theCase(`left-${minute}-${n}`));
      const events = await look(first);
      if (!isThrough(events)) continue;
      through += 1;
      // However often its end is set, it is one of them.
      expect(isThrough(await look(evolveCaseAll(first, events, now)))).toBe(true);
    }
    return through;
  };
  return { atOnce: await pass(5, forms), afterIt: await pass(59.5, 20), nextHour: await pass(66, 20) };
}

it('500 that are forged: ten of an hour have their effect, the others wait for a person', async () => {
  expect(await passed(500)).toEqual({ atOnce: 10, afterIt: 0, nextHour: 10 });
  // Dated three weeks ahead they are as many.
  expect(await passed(500, [], 21 * 24 * 60)).toEqual({ atOnce: 10, afterIt: 0, nextHour: 10 });
});

it('a layoff of 200 that was announced: they pass beside the hour’s ten, and nobody after them; not announced, ten do', async () => {
  expect(await passed(200, [{ people: 190 }])).toEqual({ atOnce: 200, afterIt: 0, nextHour: 10 });
  // Said again it is the new number that counts, and not both.
  expect(await passed(500, [{ people: 120 }, { people: 70 }])).toEqual({ atOnce: 80, afterIt: 0, nextHour: 10 });
  expect(await passed(200)).toMatchObject({ atOnce: 10 });
});

it('announced by whoever has said on the form whose work ends, it does not pass', async () => {
  expect(await passed(200, [{ people: 190, by: 'the author' }])).toMatchObject({ atOnce: 10 });
});
