import { describe, expect, it } from 'vitest';
import type { Grant } from '../grant/model.ts';
import { caseId, connectionId, grantId, groupId, groupName, personId, policyVersion, rowId } from '../shared/ids.ts';
import { instantOf } from '../shared/instant.ts';
import { attributesFrom } from './attributesFrom.ts';
import { explainAttributes, explainPerson } from './explain.ts';
import type { KnownGroup } from './model.ts';
import { renderAttributes, renderPerson } from './render.ts';
import { policyIn } from './testing/policies.ts';

const okta = connectionId('okta');
const names = ['figma-viewers', 'figma-editors', 'all'];
const known = new Map(
  names.map((name): [KnownGroup['name'], KnownGroup] => [
    groupName(okta, name),
    { name: groupName(okta, name), id: groupId(okta, `id-${name}`), owner: 'tenure', members: 0 },
  ]),
);
const policy = policyIn();
const day = (date: string) => instantOf(new Date(`${date}T00:00:00Z`));

describe('for somebody not yet hired', () => {
  it('every group has its rows, and rows that miss by one attribute are named', () => {
    expect(renderAttributes(explainAttributes(policy, { department: 'science', title: 'Analyst' }, known))).toEqual([
      'For department=science, title=Analyst:',
      '  okta:figma-viewers',
      '    by row everyone (reference-table.csv:2) through figma:viewer',
      '  okta:all',
      '    by row everyone (reference-table.csv:2)',
      '  okta:science  (the provider has no such group)',
      '    by row science (reference-table.csv:3)',
      '  lab:badge, opened by a person',
      '    by row science (reference-table.csv:3) through lab:badge',
      'Rows that miss by one attribute:',
      '  row lead (reference-table.csv:4) would give figma:editor: title is "Analyst", not "Lead" or "Head"',
    ]);
  });

  it('a row that misses by two attributes, or would add nothing, is not named', () => {
    expect(explainAttributes(policy, {}, known).nearMisses.map(({ row, actual }) => [row, actual])).toEqual([
      ['science', null],
    ]);
    const twice = policyIn({ table: 'id,department,groups\na,,x\nb,Sales,x\n' });
    expect(explainAttributes(twice, {}, known).nearMisses).toEqual([]);
  });
});

describe('for a person', () => {
  const grant = (name: string, more: Partial<Grant> = {}): Grant => ({
    id: grantId(`g-${name}`),
    person: personId('p1'),
    engagement: null,
    holds: { kind: 'group', group: groupName(okta, name) },
    groups: [groupId(okta, `id-${name}`)],
    cause: 'request',
    givenBy: caseId('jira', '10012'),
    rows: [],
    policy: policyVersion('v'),
    start: { kind: 'exact', at: day('2026-01-01') },
    end: null,
    endedBy: null,
    changeSet: null,
    ...more,
  });
  const grants = [
    grant('all', { cause: 'birthright', rows: [rowId('everyone'), rowId('gone')] }),
    grant('figma-editors', { end: day('2026-03-01') }),
    grant('figma-viewers', { start: { kind: 'exact', at: day('2026-04-01') } }),
    grant('old', { end: day('2026-01-15') }),
  ];
  const exclusions = [
    {
      id: 'x',
      person: personId('p1'),
      groups: [groupId(okta, 'id-figma-editors')],
      reason: 'conflict',
      from: day('2026-02-01'),
      until: null,
      setBy: caseId('jira', '10040'),
    },
  ];

  it('each group says which case gave it, since when and until when; what has ended is not said', () => {
    expect(
      renderPerson(explainPerson(policy, known, { grants, exclusions, attributes: null }, day('2026-02-10'))),
    ).toEqual([
      '  okta:all',
      '    birthright by jira:10012, row everyone (reference-table.csv:2), row gone (no longer in the table), since 2026-01-01T00:00:00.000Z, no end',
      '  okta:figma-editors  (held back: jira:10040, until lifted)',
      '    request by jira:10012, since 2026-01-01T00:00:00.000Z, until 2026-03-01T00:00:00.000Z',
      '  okta:figma-viewers  (not yet)',
      '    request by jira:10012, since 2026-04-01T00:00:00.000Z, no end',
    ]);
  });
});

describe('attributes on the command line', () => {
  it.each([
    ['department=Science,title=Lead', { department: 'Science', title: 'Lead' }],
    ['Department = Science , title=Head, of all', { department: 'Science', title: 'Head, of all' }],
    ['title=a=b,workerType=contractor', { title: 'a=b', workerType: 'contractor' }],
  ])('%s', (text, value) => expect(attributesFrom(policy.settings, text)).toEqual({ ok: true, value }));

  it('are refused with every fault named', () => {
    const found = attributesFrom(policy.settings, 'Science,titel=x,title=a,title=b');
    expect(found.ok ? [] : found.refusal).toEqual([
      '"Science" is not of the form name=value.',
      '"titel" is no attribute. Did you mean "title"? Known: workerType, department, title.',
      '"title" is given twice.',
    ]);
  });
});
