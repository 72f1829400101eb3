/** Who may say what an emergency was: whoever answers for the application, and works here, and has no part in it. */
import { expect, it } from 'vitest';
import { candidate, FACTS, force } from '../../../test/support/requests.ts';
import { entitlementById } from '../policy/index.ts';
import { entitlementId } from '../shared/ids.ts';
import type { ApproverFacts } from './look.ts';
import { reviewersOf } from './reviewers.ts';

/** Omar owns it, Dina is his deputy; Sven is one of roles.confirm. */
const application = entitlementById(force().policy.catalogue, entitlementId('vault', 'admin'))?.application;
const reviewers = (facts: ApproverFacts, ...barred: readonly string[]) =>
  reviewersOf(undefined, application, facts, ['sven@small.example'], new Set(barred)).map(({ mail }) => mail);
const [omar, dina, sven] = ['omar@small.example', 'dina@small.example', 'sven@small.example'] as const;

it.each<[string, readonly string[], readonly string[]]>([
  ['owner, deputy and whoever confirms', reviewers(FACTS), [omar, dina, sven]],
  ['not who asked, or whom it was for', reviewers(FACTS, omar), [dina, sven]],
  [
    'not who has left',
    reviewers({ ...FACTS, named: new Map([...FACTS.named, [dina, candidate('dina', { works: false })]]) }),
    [omar, sven],
  ],
])('%s', (_, found, expected) => expect(found).toEqual(expected));
