import { describe, expect, it } from 'vitest';
import { connectionId, groupId, groupName } from '../shared/ids.ts';
import type { KnownGroup } from './model.ts';
import { resolveGiven, ticked } from './resolve.ts';
import { policyIn, SMALL } from './testing/policies.ts';

const okta = connectionId('okta');
const known = (name: string): KnownGroup => ({
  name: groupName(okta, name),
  id: groupId(okta, `id-${name}`),
  owner: 'tenure',
  members: 1,
});
const groups = new Map(['figma-viewers', 'all'].map(known).map((group) => [group.name, group]));
const policy = policyIn();
const [viewer, editor] = policy.catalogue.applications[0]?.entitlements ?? [];
const badge = policy.catalogue.applications[1]?.entitlements[0];

describe('what a row gives becomes', () => {
  it('the groups of an entitlement, by id', () =>
    expect(viewer && resolveGiven(policy, { kind: 'entitlement', entitlement: viewer.id }, groups)).toMatchObject({
      application: 'figma',
      entitlement: 'figma:viewer',
      groups: ['okta:id-figma-viewers'],
      missing: [],
      manual: false,
      risk: 'low',
    }));

  it('a named gap, when the provider has no such group', () =>
    expect(editor && resolveGiven(policy, { kind: 'entitlement', entitlement: editor.id }, groups)).toMatchObject({
      groups: [],
      missing: ['okta:figma-editors'],
    }));

  it('work for a person, when no machine opens it', () =>
    expect(badge && resolveGiven(policy, { kind: 'entitlement', entitlement: badge.id }, groups)).toMatchObject({
      groups: [],
      missing: [],
      manual: true,
    }));

  it('a group of medium risk, when nothing says otherwise', () =>
    expect(resolveGiven(policy, { kind: 'group', group: groupName(okta, 'all') }, groups)).toMatchObject({
      entitlement: null,
      groups: ['okta:id-all'],
      risk: 'medium',
    }));
});

describe('a tick on the form means', () => {
  const twoOfARisk = policyIn({ catalogue: SMALL.catalogue.replace('risk: low', 'risk: medium') });
  it.each([
    ['the role named', policy, 'Figma: Editor', 'figma:editor'],
    ['the role named by ids', policy, 'figma:editor', 'figma:editor'],
    ['the least risky role, when none is named', policy, ' FIGMA ', 'figma:viewer'],
    ['the only role', policy, 'Lab', 'lab:badge'],
    ['nothing, when two roles are equally risky', twoOfARisk, 'Figma', 'several-roles'],
    ['nothing, when there is no such role', policy, 'Figma: owner', 'no-such-role'],
    ['nothing, when there is no such application', policy, 'Sketch', 'no-such-application'],
  ])('%s', (_, given, text, expected) => {
    const found = ticked(given, text);
    expect(found.kind === 'entitlement' ? found.entitlement.id : found.why).toBe(expected);
  });

  it('an application whose name has a colon of its own', () => {
    const named = policyIn({ catalogue: SMALL.catalogue.replace('name: Lab', 'name: "Lab: Basel"') });
    expect(ticked(named, 'lab: basel')).toMatchObject({ entitlement: { id: 'lab:badge' } });
    expect(ticked(named, 'Lab: Basel: badge')).toMatchObject({ entitlement: { id: 'lab:badge' } });
  });
});
