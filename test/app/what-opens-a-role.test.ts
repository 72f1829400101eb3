/** A group of the site in a role opens it for all who are in the group: shadow is asked of them all, not of whom it is for. */
import { describe, expect, it } from 'vitest';
import { type RulesInForce, rulesInForce } from '../../src/app/policy/rules.ts';
import { freedChanges } from '../../src/app/policy/setFree.ts';
import { boundsOf } from '../../src/app/reconcile/observe.ts';
import { compileTable, roleTargets } from '../../src/core/policy/index.ts';
import { policyIn, SMALL } from '../../src/core/policy/testing/policies.ts';
import { connectionId, groupId } from '../../src/core/shared/ids.ts';
import { account, at, engagement, grant, group, ledger } from '../support/build.ts';

const jira = connectionId('jira');
const role = groupId(jira, '10001/10003/5b10');
const site = account({ origin: 'found', connection: jira });
const scientist = engagement({ attributes: { department: 'Science' } });
const held = [{ change: 'add-group-actor', group: role, for: scientist.openedBy }];
const person = ledger({
  engagements: [scientist],
  grants: [grant('one', [group('editors'), role], 0)],
  accounts: [{ ...site, heldBack: held }],
});

function inForce(modes: string): RulesInForce {
  const policy = policyIn({
    settings: `${SMALL.settings}modes:\n  departments: { Science: live }\n${modes}`,
    catalogue: SMALL.catalogue.replace(
      '    owner: lena@small.example\n',
      `    owner: lena@small.example\n    targets:\n      - { jiraProject: ENG, role: Dev, group: figma-editors, heldBy: group }\n`,
    ),
  });
  const [target] = roleTargets(policy.catalogue);
  if (target === undefined) throw new Error('the catalogue names no role');
  const stored = { id: role, name: target.name, vanished: false, members: null, mfaEnrolment: false };
  return rulesInForce(policy, compileTable(policy.table), [{ ...stored, owner: 'rule' }]);
}

const shadows = (force: RulesInForce, change: 'add-member' | 'add-group-actor') =>
  boundsOf(force, site, person, false, new Set(), () => 'onboarding', at(5)).shadows(
    change === 'add-member'
      ? { type: change, for: scientist.openedBy, group: role, under: [] }
      : { type: change, for: scientist.openedBy, group: role },
  );

describe('the group actor of a role', () => {
  const some = inForce('  default: shadow\n');
  const all = inForce('  default: live\n');

  it('waits while one department is live and others are not, though the person’s own access does not', () => {
    expect([shadows(some, 'add-member'), shadows(some, 'add-group-actor')]).toEqual([false, true]);
    expect(shadows(all, 'add-group-actor')).toBe(false);
  });

  it('is set free as soon as it is live for everybody, and not before', () => {
    expect(freedChanges(person, some, at(5))).toEqual([]);
    expect(freedChanges(person, all, at(5))).toMatchObject([{ change: 'add-group-actor', group: role }]);
  });
});
