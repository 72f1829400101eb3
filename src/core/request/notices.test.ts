/** Who hears by mail what becomes of a request: told from how the case stands, each of it once. */
import { expect, it } from 'vitest';
import { account, at, group, theCase } from '../../../test/support/build.ts';
import { type Asking, asking, asks, DAY, force, HOUR } from '../../../test/support/requests.ts';
import type { TenureEvent } from '../evidence/model.ts';
import { giveBackLine } from './giveBack.ts';
import { requestNotices } from './notices.ts';

const { settings } = force().policy;
const HOLDER = 'mara.lindt@small.example';
const form = asks({ access: 'Figma: editor', duration: '7d' });
const asked = asking().after(form, 5);
const given = asked.said('tomasz', {}, 6);
const grant = given.ledger.grants.at(-1)?.id;
if (grant === undefined) throw new Error('nothing was given');
const held = given
  .and(
    [
      {
        type: 'MembershipVerified',
        account: account().id,
        group: group('figma-editors'),
        at: at(7),
        under: [grant],
        givenByUs: true,
        name: 'figma-editors',
      },
    ],
    7,
    theCase('other'),
  )
  .and([{ type: 'HoldBegan', grant, at: at(7), end: at(7 + 7 * DAY) }], 7);
const ending = held.after(form, 7 + 6 * DAY);
const back = (before: Asking): Asking => {
  const { state, ledger } = before;
  const outcome = giveBackLine(
    state,
    '1',
    { names: [HOLDER], channel: 'api' },
    { ledger, theirs: [HOLDER], now: at(20) },
  );
  return outcome.ok ? before.and(outcome.value, 20) : before;
};

const gone = back(held).and(
  [
    {
      type: 'RemovalVerified',
      account: account().id,
      group: group('figma-editors'),
      at: at(21),
      name: 'figma-editors',
    },
  ],
  21,
  theCase('other'),
);

const noticesOf = ({ state, ledger }: Asking, minute: number) => requestNotices(state, ledger, settings, at(minute));
const told = (events: readonly TenureEvent[]) =>
  events.flatMap((one) => (one.type === 'NoticeRequested' ? [`${one.kind} ${one.personal.to.join(' ')}`] : []));

it.each<[string, Asking, number, readonly string[]]>([
  ['whoever is asked, at once', asked, 5, ['access-asked tomasz@small.example']],
  [
    'whoever has not answered, once more',
    asked.after(form, 5 + 4 * HOUR),
    5 + 4 * HOUR,
    ['access-asked tomasz@small.example', 'access-asked-again tomasz@small.example'],
  ],
  ['that it is not given', asked.said('tomasz', { verdict: 'refuse' }, 6), 6, [`access-refused ${HOLDER}`]],
  ['nothing of what is agreed to and not in place', given, 6, []],
  ['that it is there', held, 8, [`access-given ${HOLDER}`]],
  ['that it ends soon', ending, 7 + 6 * DAY, [`access-ending ${HOLDER}`]],
  ['nothing of what is given back and not read back as gone', back(held), 20, []],
  ['that it is gone', gone, 21, [`access-ended ${HOLDER}`]],
])('tells %s', (_, stands, minute, expected) => {
  const events = noticesOf(stands, minute);
  expect(told(events)).toEqual(expected);
  expect(told(noticesOf(stands.and(events, minute), minute))).toEqual([]);
});

it('tells that it is there when whoever opens it by hand has said so', () => {
  const opened = asking().after(asks({ access: 'Lab' }), 5);
  expect(told(noticesOf(opened, 6))).toEqual([]);
  const task = opened.state.tasks[0]?.task;
  if (task === undefined) throw new Error('nobody was asked to open it');
  const done = opened.and([{ type: 'TaskDone', task, by: 'omar@small.example', closedAt: at(7), at: at(7) }], 7);
  expect(told(noticesOf(done, 8))).toEqual([`access-given ${HOLDER}`]);
});
