import { describe, expect, it } from 'vitest';
import type { Grant, Held } from '../grant/model.ts';
import {
  caseId,
  connectionId,
  entitlementId,
  grantId,
  groupId,
  groupName,
  personId,
  policyVersion,
  rowId,
} from '../shared/ids.ts';
import { instantOf } from '../shared/instant.ts';
import { birthright, compileTable } from './birthright.ts';
import type { KnownGroup } from './model.ts';
import { resolveGiven } from './resolve.ts';
import { policyIn, type Texts } from './testing/policies.ts';
import { whoWouldChange } from './whoWouldChange.ts';

const okta = connectionId('okta');
const id = (name: string) => groupId(okta, `id-${name}`);
const groupsNamed = (...names: readonly (readonly [name: string, id: string])[]) =>
  new Map(
    names.map(([name, known]): [KnownGroup['name'], KnownGroup] => [
      groupName(okta, name),
      { name: groupName(okta, name), id: id(known), owner: 'tenure', members: 0 },
    ]),
  );
const grant = (holds: Held, ...groups: readonly string[]): Grant => ({
  id: grantId(JSON.stringify(holds)),
  person: personId('p'),
  engagement: null,
  holds,
  groups: groups.map(id),
  cause: 'birthright',
  givenBy: caseId('jira', '1'),
  rows: [rowId('everyone')],
  policy: policyVersion('v'),
  start: { kind: 'exact', at: instantOf(new Date(0)) },
  end: null,
  endedBy: null,
  changeSet: null,
});
const viewer: Held = { kind: 'entitlement', entitlement: entitlementId('figma', 'viewer') };
const inAll: Held = { kind: 'group', group: groupName(okta, 'all') };

const known = groupsNamed(['figma-viewers', 'figma-viewers'], ['all', 'all'], ['science', 'science']);

function change(texts: Partial<Texts>, grants: readonly Grant[], groups = known) {
  const policy = policyIn(texts);
  const after = birthright(compileTable(policy.table), { department: 'Science' });
  const found = whoWouldChange(grants, after, (given) => resolveGiven(policy, given, groups));
  return {
    give: found.give.map(({ given }) => (given.kind === 'group' ? given.group : given.entitlement)),
    end: found.end.map(({ holds }) => holds),
    keep: found.keep.map(({ birthright: kept }) => kept.rows),
    regroup: found.regroup.map(({ add, remove }) => ({ add, remove })),
  };
}

describe('a person under a new table', () => {
  const table = (rows: string) => ({ table: `id,department,entitlements,groups\n${rows}` });

  it('keeps what other rows give now', () => {
    expect(
      change(table('other,Science,figma:viewer,all\n'), [grant(viewer, 'figma-viewers'), grant(inAll, 'all')]),
    ).toEqual({
      give: [],
      end: [],
      keep: [['other'], ['other']],
      regroup: [],
    });
  });

  it('is given what is new, and loses what no row gives', () => {
    expect(change(table('a,Science,,science\n'), [grant(inAll, 'all')])).toEqual({
      give: ['okta:science'],
      end: [inAll],
      keep: [],
      regroup: [],
    });
  });

  it('keeps a group that was renamed', () => {
    const renamed = groupsNamed(['everybody', 'all']);
    expect(change(table('a,,,everybody\n'), [grant(inAll, 'all')], renamed)).toMatchObject({
      give: [],
      end: [],
      keep: [['a']],
    });
  });

  it('leaves to a decision what an entitlement means now', () => {
    expect(change(table('a,,figma:viewer,\n'), [grant(viewer, 'old-viewers')]).regroup).toEqual([
      { add: ['okta:id-figma-viewers'], remove: ['okta:id-old-viewers'] },
    ]);
  });

  it('concludes nothing from groups the provider does not show', () => {
    const found = change(
      table('a,,figma:viewer,all\n'),
      [grant(viewer, 'figma-viewers'), grant(inAll, 'all')],
      groupsNamed(),
    );
    expect(found).toMatchObject({ give: [], end: [], regroup: [] });
  });
});
