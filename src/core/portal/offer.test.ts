import { describe, expect, it } from 'vitest';
import { policyIn } from '../policy/testing/policies.ts';
import { offeredOn } from './offer.ts';

const RULES = `rules:
  low:
    when: { risk: [low] }
    automatic: true
    hold: { usual: work, longest: work }
  nobody-pays:
    when: { entitlements: [bank:payer] }
    refuse: Nobody does.
  contractors:
    when: { workerType: contractor, entitlements: [figma:editor] }
    refuse: Contractors do not.
  night:
    when: { breakGlass: true, entitlements: [bank:root] }
    breakGlass: { review: { ask: [owner] } }
    hold: { usual: 1h, longest: 1h }
  rest:
    when: { applications: [figma, bank] , risk: [medium] }
    stages: [{ ask: [owner] }]
    hold: { durations: [24h, 90s, 7d], usual: 24h, longest: 30d }
`;
const CATALOGUE = `applications:
  zoo: { name: Zoo, owner: a@small.example, entitlements: { user: { groups: [zoo], risk: low } } }
  figma:
    name: Figma
    owner: a@small.example
    entitlements:
      editor: { groups: [e] }
      viewer: { groups: [v], risk: low }
  bank:
    name: bank
    owner: a@small.example
    entitlements:
      payer: { groups: [p] }
      clerk: { groups: [c] }
      root: { groups: [r], risk: high }
      vault: { groups: [s], risk: high }
`;
const policy = policyIn({ catalogue: CATALOGUE, requests: RULES, table: 'id,department,entitlements\n' });
const texts = (field: 'access' | 'applications' | 'duration', kind: 'select' | 'several' | 'cascading') =>
  offeredOn(field, kind, policy).map(({ text, parent }) => (parent === null ? text : `${parent}/${text}`));

describe('a form offers', () => {
  it('applications by name and under each its roles, least risky first; nothing nobody may ask for', () =>
    expect(texts('access', 'cascading')).toEqual([
      'bank',
      'bank/clerk',
      'bank/root',
      'Figma',
      'figma/viewer',
      'figma/editor',
      'Zoo',
      'zoo/user',
    ]));

  it('the same in one list where the field has one level', () =>
    expect(texts('applications', 'several')).toEqual([
      'bank: clerk',
      'bank: root',
      'Figma: viewer',
      'Figma: editor',
      'Zoo: user',
    ]));

  it('each duration the rules let anybody choose, shortest first, as it is read back', () =>
    expect(texts('duration', 'select')).toEqual([
      ...['1 hour', '6 hours', '24 hours', '7 days', '30 days', '90 days'],
      'As long as the work',
    ]));

  it('nothing at all where nobody may ask', () =>
    expect(
      offeredOn('access', 'select', policyIn({ catalogue: CATALOGUE, table: 'id,department,entitlements\n' })),
    ).toEqual([]));
});
