/** One of the names of somebody is enough to know them by: as asked already, as one voice, and as whom a delegate stands in for. */
import { describe, expect, it } from 'vitest';
import { okta } from '../../../test/support/build.ts';
import { candidate, FACTS, force } from '../../../test/support/requests.ts';
import type { AskedApprover } from '../evidence/model.ts';
import { entitlementById } from '../policy/index.ts';
import type { StageRule } from '../policy/model.ts';
import { entitlementId, groupName } from '../shared/ids.ts';
import { askedIn, delegatesOf, escalatedTo } from './approvers.ts';
import type { ApproverFacts } from './look.ts';

const entry = entitlementById(force().policy.catalogue, entitlementId('vault', 'admin'));
if (entry === undefined) throw new Error('the vault is in the catalogue');
/** Omar owns it, Dina is his deputy. */
const { application } = entry;
const NOBODY: ReadonlySet<string> = new Set();
const security = groupName(okta, 'security');
const stage = (needs: StageRule['needs']): StageRule => ({
  id: 'stage',
  approvers: [{ kind: 'owner' }, { kind: 'group', group: security }],
  needs,
});

const named = (name: string, also: string) => ({ names: [`${name}@small.example`, `${also}@small.example`] });
const asked = <As extends AskedApprover['as']>(mail: string, as: As) => ({ mail: `${mail}@small.example`, as });
const said = ({ mail, as }: AskedApprover) => `${mail.split('@')[0]} as ${as}`;
const next = (of: readonly AskedApprover[], facts: Partial<ApproverFacts>) =>
  escalatedTo(of, application, { ...FACTS, ...facts }, NOBODY).map(said);

const tomasz = asked('tomasz', 'manager');
const dora = candidate('dora', named('dora', 'd.ali'));

describe('passed on', () => {
  it('to nobody who is asked by another name, nor to whom they have named since', () => {
    const greta = candidate('greta', { ...named('greta', 'g.berg'), delegates: [dora] });
    const managers = [candidate('tomasz'), greta];
    expect(next([tomasz, asked('g.berg', 'named')], { managers })).toEqual(['omar as owner']);
  });

  it('to nobody in whose place somebody is asked already, though another stands in for them since', () => {
    const omar = candidate('omar', { works: false, isAway: true, delegates: [dora, candidate('dirk')] });
    const owners = new Map([...FACTS.named, [omar.mail, omar] as const]);
    const inPlace: AskedApprover = { ...asked('dora', 'delegate'), of: { mail: omar.mail, as: 'manager' } };
    expect(next([inPlace], { managers: [omar], named: owners })).toEqual(['dina as deputy']);
  });
});

it('a delegate named since is asked by one of their names already: they are not asked twice', () => {
  const facts = { ...FACTS, named: new Map([['omar@small.example', candidate('omar', { delegates: [dora] })]]) };
  const found = (...more: readonly AskedApprover[]) =>
    delegatesOf([asked('omar', 'owner'), ...more], stage('any'), application, facts, NOBODY).map(said);
  expect(found()).toEqual(['dora as delegate']);
  expect(found(asked('d.ali', 'member'))).toEqual([]);
});

it('whoever is asked twice over by names that overlap is one voice', () => {
  const twin = candidate('o.haddad', named('o.haddad', 'oh'));
  const omar = candidate('omar', { names: ['omar@small.example', 'oh@small.example'] });
  const facts = { ...FACTS, named: new Map([[omar.mail, omar]]), members: new Map([[security, [twin]]]) };
  expect(askedIn(stage('any'), application, facts, NOBODY)?.approvers.map(said)).toEqual(['omar as owner']);
  expect(askedIn(stage(2), application, facts, NOBODY)).toBeNull();
});
