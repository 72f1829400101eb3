/** The form of a request Tenure filed itself: what was asked, as it is kept here, and what is left of it once that is erased. */
import { expect, it } from 'vitest';
import { asks, MARA_ASKS } from '../../../test/support/requests.ts';
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
