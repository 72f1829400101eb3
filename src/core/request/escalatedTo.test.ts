/** A question that nobody has answered is passed on to somebody who is not asked already, by whichever name or in whose place. */
import { expect, it } from 'vitest';
import { candidate, FACTS, force } from '../../../test/support/requests.ts';
import { entitlementById } from '../policy/index.ts';
import { entitlementId } from '../shared/ids.ts';
import { escalatedTo } from './approvers.ts';
import type { ApproverFacts } from './look.ts';

const entry = entitlementById(force().policy.catalogue, entitlementId('vault', 'admin'));
if (entry === undefined) throw new Error('the vault is in the catalogue');
/** Omar owns it, Dina is his deputy. */
const { application } = entry;
const NOBODY: ReadonlySet<string> = new Set();

const tomasz = { mail: 'tomasz@small.example', as: 'manager' } as const;
const next = (asked: Parameters<typeof escalatedTo>[0], facts: Partial<ApproverFacts>) =>
  escalatedTo(asked, application, { ...FACTS, ...facts }, NOBODY).map(
    ({ mail, as }) => `${mail.split('@')[0]} as ${as}`,
  );

it('is asked already who stands above under another of their names: it goes on to the owner', () => {
  const greta = candidate('greta', { names: ['greta@small.example', 'g.berg@small.example'] });
  const asked = [tomasz, { mail: 'g.berg@small.example', as: 'named' } as const];
  expect(next(asked, { managers: [candidate('tomasz'), greta] })).toEqual(['omar as owner']);
});

it('is not asked for somebody’s delegate who was asked themselves: their own delegate is asked with them when named', () => {
  const dora = { ...candidate('dora'), namedBy: ['greta@small.example'] };
  const asked = [tomasz, { mail: 'greta@small.example', as: 'named' } as const];
  const managers = [candidate('tomasz'), candidate('greta', { delegates: [dora] })];
  expect(next(asked, { managers })).toEqual(['omar as owner']);
});

it('is asked already who is the delegate of the next one up: only that one is added', () => {
  const dora = {
    ...candidate('dora'),
    names: ['dora@small.example', 'd.ali@small.example'],
    namedBy: ['greta@small.example'],
  };
  const asked = [tomasz, { mail: 'd.ali@small.example', as: 'named' } as const];
  const managers = [candidate('tomasz'), candidate('greta', { delegates: [dora] })];
  expect(next(asked, { managers })).toEqual(['greta as above']);
});
