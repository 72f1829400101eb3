/** What people read of a request on its issue: each thing the issue promises to show, in the words of the comment. */
import { describe, expect, it } from 'vitest';
import { at } from '../../../test/support/build.ts';
import { given, HIRED } from '../../../test/support/given.ts';
import { ADMIN, asking, asks, THE_CASE } from '../../../test/support/requests.ts';
import { context, recorded, said } from '../../../test/support/told.ts';
import { grantId } from '../shared/ids.ts';
import { milliseconds } from '../shared/instant.ts';
import type { LineEnd, TenureEvent } from './model.ts';
import { requestStory } from './requestStory.ts';

const { ledger } = given(HIRED);
const read = (events: readonly TenureEvent[]) =>
  said(requestStory(recorded(events, THE_CASE), { ...context(ledger), show: (instant) => instant.slice(0, 16) })).join(
    '\n',
  );

const form = asks(ADMIN);
const asked = asking().look(form, 5);
const before = asking().after(form, 5);
const approval = () => {
  const outcome = before.says('tomasz', { duration: milliseconds(3_600_000), reason: 'Once', channel: 'slack' }, 9);
  return outcome.ok ? outcome.value : [];
};
const ended = (because: LineEnd, line = '1'): TenureEvent => ({ type: 'LineEnded', line, because, at: at(9) });

describe('on the issue of a request stands', () => {
  it.each<[string, readonly TenureEvent[], string]>([
    ['what is asked, by which exact groups', asked, 'vault:admin | vault-admins, vault-logins | 6 hours | high'],
    ['the rule that answers', asked, 'rule high: asked about'],
    [
      'who is asked, as what, and until when',
      asked,
      `asked tomasz@small.example (manager), until ${at(5 + 7 * 1440).slice(0, 16)}.`,
    ],
    [
      'who decided, for how long, where and when',
      approval(),
      `tomasz@small.example approved question 1-1 for 1 hour by Slack on ${at(9).slice(0, 16)}`,
    ],
    ['in their words', approval(), 'because: “Once”'],
    ['what they were shown', approval(), `Shown: ${before.state.request.questions[0]?.shown.slice(0, 12)}.`],
    ['who is asked next', approval(), 'asked omar@small.example (owner)'],
    [
      'when it began and when it ends',
      [{ type: 'HoldBegan', grant: grantId('jira:1#1'), at: at(10), end: at(70) }],
      `Its time runs from ${at(10).slice(0, 16)} and ends ${at(70).slice(0, 16)}.`,
    ],
    [
      'how it ended, and what may come after that',
      [ended('expired')],
      'ended on time. After that it may honour access for 1 h.',
    ],
    [
      'that nobody knows what comes after that',
      [ended('given-back', 'of no tail')],
      'given back. After that how long it may honour access is not known.',
    ],
    [
      'that a manager who asks is not asked',
      [{ type: 'StageSkipped', line: '1', stage: 's', because: 'manager-asks', at: at(5) }],
      'the manager is not asked, because they ask for it themselves.',
    ],
    [
      'why somebody is not asked about it',
      asking().look(asks({ access: 'Attic: key' }), 5),
      'Attic: key is nothing that may be asked for: no rule of the policy answers it.',
    ],
  ])('%s', (_, events, words) => expect(read(events)).toContain(words));

  it.each<LineEnd>(['refused', 'timed-out', 'withdrawn', 'not-offered', 'conflict', 'too-long-in-all', 'left'])(
    'nothing about what comes after it, where it was not held or ended with the work: %s',
    (because) => expect(read([ended(because)])).not.toContain('After that'),
  );

  it('of what a person opened: that a person is asked to close it, and nothing ends it by itself', () => {
    const words = read([ended('expired', 'by hand')]);
    expect(words).toContain('its time is over; a person is asked to close it.');
    expect(words).not.toMatch(/After that|ended on time/);
  });
});
