/** What goes before the others of its lane: whoever leaves, and what somebody has decided. */
import { expect, it } from 'vitest';
import { accountId, changeSetId, personId } from '../../core/shared/ids.ts';
import type { Job } from '../../ports/engine.ts';
import { presses, priorityOf } from './lanes.ts';

const account = accountId('one');

it.each<[string, Job, { readonly presses: boolean; readonly priority: number }]>([
  ['a leaver', { lane: 'urgent', account }, { presses: true, priority: 1 }],
  ['a form by which work may end', { lane: 'look', issue: 'PEO-1', first: true }, { presses: true, priority: 1 }],
  ['an end by its date', { lane: 'urgent', account, ends: true }, { presses: false, priority: 0 }],
  // It only asks whether more is proved by what was read: the sign-in it came from is stopped.
  [
    'what a leaver’s reading proves elsewhere',
    { lane: 'urgent', others: account, than: null },
    { presses: false, priority: 0 },
  ],
  ['any other form', { lane: 'look', issue: 'PEO-1' }, { presses: false, priority: 0 }],
  [
    'what somebody decided',
    { lane: 'bulk', changeSet: changeSetId('set'), person: personId('her') },
    { presses: false, priority: 1 },
  ],
  ['what a sweep wants looked at', { lane: 'bulk', look: account }, { presses: false, priority: 0 }],
])('%s', (_, job, expected) => {
  expect({ presses: presses(job), priority: priorityOf(job) }).toEqual(expected);
});
