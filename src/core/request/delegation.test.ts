/** Who may stand in for whom, from when to when; and that nobody who has left since does. */
import { describe, expect, it } from 'vitest';
import { at, engagement, until } from '../../../test/support/build.ts';
import { personId } from '../shared/ids.ts';
import { type Delegation, mayDelegate, runningOf, worksSince } from './delegation.ts';

const tomasz = personId('tomasz');
const dora = personId('dora');
const hana = personId('hana');
const NOW = at(100);

describe('a delegation', () => {
  const said = (edit: Partial<Parameters<typeof mayDelegate>[0]>) => {
    const outcome = mayDelegate({ of: tomasz, to: dora, by: tomasz, from: NOW, until: at(200), now: NOW, ...edit });
    return outcome.ok ? 'recorded' : outcome.refusal;
  };
  it.each<[string, Parameters<typeof said>[0], string]>([
    ['by whoever is stood in for', {}, 'recorded'],
    ['by somebody for them', { by: hana }, 'recorded'],
    ['for days that are still to come', { from: at(150) }, 'recorded'],
    ['to oneself', { to: tomasz }, 'to-oneself'],
    ['to whoever says so for another', { by: dora }, 'to-oneself'],
    ['for no time', { from: at(200) }, 'ends-before-it-begins'],
    ['the wrong way round', { from: at(300) }, 'ends-before-it-begins'],
    ['for what has passed', { from: at(10), until: NOW }, 'already-over'],
  ])('%s', (_, edit, expected) => expect(said(edit)).toBe(expected));
});

it('holds from its first instant to before its last, and passes on one person’s questions only', () => {
  const one: Delegation = { id: 'd', of: tomasz, to: dora, by: tomasz, from: at(10), until: at(20), setAt: at(0) };
  const running = (minute: number, of = tomasz) => runningOf([one], of, at(minute)).length;
  expect([9, 10, 19, 20].map((minute) => running(minute))).toEqual([0, 1, 1, 0]);
  expect(running(15, dora)).toBe(0);
});

describe('somebody has worked here all the time since', () => {
  const work = (from: number, to: number | null) => engagement({ start: at(from), end: until(to) });
  it.each<[string, ReturnType<typeof work>[], boolean]>([
    ['while their work goes on', [work(0, null)], true],
    ['while its end is still to come', [work(0, 101)], true],
    ['where one work follows the other', [work(0, 60), work(60, null)], true],
    ['where two overlap', [work(0, 70), work(60, 120)], true],
    ['with nothing known of their work', [], true],
    ['not once it is over', [work(0, 100)], false],
    ['not where they have come back after a gap', [work(0, 60), work(61, null)], false],
    ['not before it had begun', [work(51, null)], false],
  ])('%s', (_, engagements, expected) => expect(worksSince(engagements, at(50), NOW)).toBe(expected));
});
