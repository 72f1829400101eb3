/** An emergency is looked at afterwards: who may say what it was, how, and what follows. */
import { describe, expect, it } from 'vitest';
import { at, okta } from '../../../test/support/build.ts';
import {
  type Asking,
  asking,
  asks,
  benAsks,
  DAY,
  FACTS,
  force,
  HOUR,
  linesOf,
  MARA_ASKS,
} from '../../../test/support/requests.ts';
import type { TenureEvent } from '../evidence/model.ts';
import type { FiledForm } from '../person/form.ts';
import { groupName } from '../shared/ids.ts';
import { workOf } from './decide.ts';
import { type Review, reviewOn } from './review.ts';

const FIRE = asks({ access: 'Vault: admin', reason: 'Fire', breakGlass: 'Yes' });
const taken = () => asking().after(FIRE, 5);

const says = ({ state, ledger }: Asking, by: string, more: Partial<Review> = {}, minute = 10) =>
  reviewOn(
    state,
    {
      about: null,
      by: [`${by}@small.example`],
      alsoKnownBy: [],
      verdict: 'justified',
      reason: 'It burned',
      channel: 'api',
      ...more,
    },
    {
      ledger,
      engagement: workOf({ ledger, now: at(minute) }),
      requester: MARA_ASKS.names,
      facts: FACTS,
      ...force(),
      now: at(minute),
    },
  );
const typesOf = (events: readonly TenureEvent[]) => events.map(({ type }) => type);

describe('who says what an emergency was', () => {
  it.each<[string, string, Partial<Review>, string]>([
    ['whom the rule names', 'omar', {}, 'counted'],
    ['the deputy of whoever answers for it', 'dina', {}, 'counted'],
    ['one of roles.confirm', 'it', {}, 'not-a-reviewer'],
    ['somebody else', 'tomasz', {}, 'not-a-reviewer'],
    ['who only once had such an address', 'ben', { alsoKnownBy: ['omar@small.example'] }, 'not-a-reviewer'],
    ['whoever asked, by an older address', 'mara', { by: ['mara@old.example'] }, 'own-request'],
    [
      'one of whose addresses is that of whom it is for',
      'omar',
      { by: ['omar@small.example', 'mara.lindt@small.example'] },
      'own-request',
    ],
    ['no reason', 'omar', { reason: '  ' }, 'needs-reason'],
    ['another line', 'omar', { about: '2' }, 'no-open-review'],
  ])('%s', (_, by, more, expected) => {
    const outcome = says(taken(), by, more);
    expect(outcome.ok ? 'counted' : outcome.refusal).toBe(expected);
  });

  it('only once', () => {
    const before = taken();
    const first = says(before, 'omar');
    const after = before.and(first.ok ? first.value : [], 10);
    expect(says(after, 'dina')).toEqual({ ok: false, refusal: 'reviewed-already' });
    expect(says(asking(), 'omar')).toEqual({ ok: false, refusal: 'no-open-review' });
  });
});

describe('what follows from it', () => {
  it('closes the sub-task, and nothing else, when it was one', () => {
    const outcome = says(taken(), 'omar');
    expect(outcome.ok && typesOf(outcome.value)).toEqual(['EmergencyReviewed', 'TaskDone']);
  });

  it('tells a person when it was none, and ends what is still held', () => {
    const before = taken();
    const outcome = says(before, 'omar', { verdict: 'not-justified' });
    const after = before.and(outcome.ok ? outcome.value : [], 10);
    expect(after.state.exceptions).toMatchObject([{ kind: 'emergency-not-justified', verdict: null }]);
    expect(linesOf(after)).toEqual(['1 vault:admin not-justified']);
    expect(after.ledger.grants.at(-1)?.end).toBe(at(10));
  });

  it('leaves an end that has come as it is', () => {
    const before = taken().after(FIRE, 6 * HOUR);
    const outcome = says(before, 'omar', { verdict: 'not-justified' }, 6 * HOUR + 1);
    expect(outcome.ok && typesOf(outcome.value)).toEqual(['EmergencyReviewed', 'TaskDone', 'ExceptionRaised']);
  });
});

const omar = { id: 'omar', mail: 'omar@small.example', groups: [], roles: [] };
const sam = { ...omar, id: 'sam', mail: 'sam@small.example' };
const mara = { ...omar, id: 'mara', mail: null };
type Closing = Partial<FiledForm['tasks'][number]>;
const justified = { says: 'justified', reason: 'It burned' } as const;
const closed = (edit: Closing): FiledForm => ({
  ...FIRE,
  tasks: [{ task: 'emergency:1', key: 'HELP-2', done: true, closed: { author: omar, at: at(20) }, ...edit }],
});
const filed = () => taken().and([{ type: 'TaskFiled', task: 'emergency:1', issue: '2', key: 'HELP-2' }], 6);

describe('its sub-task', () => {
  it('is over with the verdict of whoever closed it, by the tracker', () => {
    const events = filed().look(closed({ verdict: justified }), 30);
    expect(events).toEqual([
      expect.objectContaining({
        type: 'EmergencyReviewed',
        channel: 'jira',
        personal: { by: 'omar@small.example', reason: 'It burned' },
      }),
      expect.objectContaining({ type: 'TaskDone', task: 'emergency:1' }),
    ]);
  });

  it.each<[string, Closing | null, RegExp]>([
    ['closed without a verdict', {}, /without a verdict/],
    ['closed without a word why', { verdict: { ...justified, reason: null } }, /without saying why/],
    [
      'closed by whom it was for',
      { verdict: justified, closed: { author: mara, at: at(20) } },
      /whom it was for, does not say it/,
    ],
    [
      'closed by somebody else',
      { verdict: justified, closed: { author: sam, at: at(20) } },
      /somebody who does not answer for it/,
    ],
    ['closed by nobody who is named', { verdict: justified, closed: null }, /somebody who does not answer for it/],
    ['gone', null, /the sub-task is gone/],
  ])('%s, is asked for again', (_, edit, why) => {
    const form = edit === null ? FIRE : closed(edit);
    const after = filed().after(form, 30);
    expect(after.state.tasks.map(({ task, state }) => `${task} ${state}`)).toEqual([
      'emergency:1 dropped',
      'emergency:1-2 requested',
    ]);
    expect(after.state.tasks.at(-1)?.title).toMatch(why);
    expect(after.state.exceptions).toEqual([]);
    expect(after.look(form, 31)).toEqual([]);
  });

  it('waits, however it was closed, while nobody can say who is in a group that is asked', () => {
    const unread = { facts: { ...FACTS, unread: new Set([groupName(okta, 'security')]) } };
    const form = closed({ verdict: justified, closed: { author: sam, at: at(20) } });
    expect(filed().look(form, 30, unread)).toEqual([]);
  });

  it('becomes an exception when nobody has said anything in time, and is over with the verdict', () => {
    const open = { ...FIRE, tasks: [{ task: 'emergency:1', key: 'HELP-2', done: false, closed: null }] };
    const late = filed().after(open, 3 * DAY + 10);
    expect(late.state.exceptions).toMatchObject([{ kind: 'sub-task-overdue', detail: { task: 'emergency:1' } }]);
    expect(late.look(open, 3 * DAY + 11)).toEqual([]);
    const said = late.after(closed({ verdict: justified }), 3 * DAY + 20);
    expect(said.state.exceptions).toMatchObject([{ kind: 'sub-task-overdue', verdict: 'retry' }]);
  });
});

it('tells whoever answers for the application at once', () => {
  const [notice] = taken().state.notices;
  expect(notice).toMatchObject({ kind: 'emergency', to: ['omar@small.example', 'dina@small.example'] });
});

it('tells whom its rule names before them', () => {
  const tells = (text: string) =>
    text.replace('breakGlass: { review:', 'breakGlass: { tell: [Security@small.example], review:');
  const [notice] = asking().after(FIRE, 5, force({ requests: tells })).state.notices;
  expect(notice?.to).toEqual(['security@small.example', 'omar@small.example', 'dina@small.example']);
});

it('is not made longer by another emergency, whoever asks', () => {
  const again = asks({ access: 'Vault: admin', reason: 'Fire', breakGlass: 'Yes' }, benAsks);
  const held = asking(taken().ledger);
  expect(held.look(again, 10)).toContainEqual(
    expect.objectContaining({ type: 'LineNotAsked', because: 'emergency-held' }),
  );
});
