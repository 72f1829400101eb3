/** The form of a request Tenure filed itself: what was asked, as it is kept here, and what is left of it once that is erased. */
import { expect, it } from 'vitest';
import { asks, benAsks, edits, MARA_ASKS, takesBack } from '../../../test/support/requests.ts';
import type { Actor } from '../../core/person/index.ts';
import { asFiledBy, askerAs } from './raisedForm.ts';

const bot: Actor = { id: 'bot', mail: null, groups: [], roles: [] };
const creator = askerAs(MARA_ASKS.person, 'mara.lindt@small.example');
const form = asks({ access: 'Figma: editor', reason: 'The launch' }, bot);
const reasonIn = (...given: Parameters<typeof asFiledBy>) => asFiledBy(...given).fields.reason;

it('has what is kept here, and of what was erased here what the issue still shows', () => {
  const kept = { reason: { kind: 'text', text: 'The launch' } } as const;
  expect(reasonIn(form, creator, new Set(), kept)).toMatchObject({ value: kept.reason, author: creator });
  expect(reasonIn(form, creator, new Set(), {})).toBeUndefined();
  expect(reasonIn(form, creator, new Set(), {}, ['reason', 'ticket'])).toMatchObject({
    value: kept.reason,
    author: creator,
  });
});

/** Of Mara, who asked; at the tracker she goes by an id of its own. */
const mara: Actor = { id: 'mara-there', mail: null, groups: [], roles: [] };
const KEPT = {
  applications: { kind: 'texts', texts: ['Vault: admin', 'Figma: editor'] },
  reason: { kind: 'text', text: 'The launch' },
} as const;
const read = (of: typeof form) => asFiledBy(of, creator, new Set([mara.id]), KEPT);

it.each<[string, Actor, Actor]>([
  ['whoever asked moved it', mara, creator],
  ['we moved it, which is nobody’s word', bot, bot],
  ['somebody else did', benAsks, benAsks],
])('stands where it does because %s', (_, by, is) => expect(read(takesBack(form, by)).statusBy).toEqual(is));

it('asks what was kept, whatever the tracker had no room for, until its lines are edited in either field', () => {
  const unreadable = [
    { field: 'access', why: 'wrong-shape' },
    { field: 'ticket', why: 'too-long' },
    { field: 'person', why: 'wrong-shape' },
  ] as const;
  const whole = read({ ...form, unreadable });
  expect([whole.fields.applications?.value, whole.fields.access, whole.unreadable]).toEqual([
    KEPT.applications,
    undefined,
    [unreadable[2]],
  ]);
  const edited = read({ ...edits(form, 5, { applications: 'Wiki' }, mara), unreadable });
  expect(edited.fields.applications).toMatchObject({ value: { text: 'Wiki' }, author: creator });
  expect(edited.fields.access).toMatchObject({ value: { text: 'Figma: editor' }, author: creator });
  expect(edited.unreadable.map(({ field }) => field)).toEqual(['access', 'person']);
});

it('says nothing any more of what whoever asked has emptied, and everything of what others have set', () => {
  const emptied = read(edits(form, 5, { reason: null }, mara));
  expect([emptied.fields.reason, emptied.emptied.reason?.author]).toEqual([undefined, creator]);
  expect(read(edits(form, 5, { reason: 'Another' }, benAsks)).fields.reason).toMatchObject({
    value: { text: 'Another' },
    author: benAsks,
  });
});
