import { describe, expect, it } from 'vitest';
import { connectionId, groupId, groupName } from '../shared/ids.ts';
import { checkAgainstProvider } from './check.ts';
import type { KnownGroup } from './model.ts';
import { policyIn, SMALL } from './testing/policies.ts';

const okta = connectionId('okta');
const group = (name: string, owner: KnownGroup['owner'] = 'tenure', id = name): KnownGroup => ({
  name: groupName(okta, name),
  id: groupId(okta, id),
  owner,
  members: 0,
});
const all = ['figma-viewers', 'figma-editors', 'all', 'science'].map((name) => group(name));
const without = (name: string) => all.filter((one) => one.name !== groupName(okta, name));
const policy = policyIn();
const brief = (problems: ReturnType<typeof checkAgainstProvider>) =>
  problems.map(({ file, line, severity, code }) => `${file}:${line} ${severity} ${code}`);

describe('a policy against the provider', () => {
  it('that has everything is in order', () => expect(checkAgainstProvider(policy, all)).toEqual([]));

  it.each([
    ['an unknown group of an entitlement', without('figma-editors'), ['catalogue.yaml:7 error unknown-group']],
    ['an unknown group of a row', without('science'), ['reference-table.csv:3 error unknown-group']],
    [
      'two groups of one name',
      [...all, group('science', 'tenure', 'other')],
      ['reference-table.csv:3 error ambiguous-group'],
    ],
    [
      'a group that makes administrators',
      [...without('science'), { ...group('science'), admin: true }],
      ['reference-table.csv:3 error group-of-administrators'],
    ],
    [
      'a group a rule fills',
      [...without('science'), group('science', 'rule')],
      ['reference-table.csv:3 warning group-of-a-rule'],
    ],
    [
      'a group of a directory',
      [...without('science'), group('science', 'directory')],
      ['reference-table.csv:3 warning group-of-a-directory'],
    ],
    [
      'a group of both',
      [...without('science'), group('science', 'mixed')],
      ['reference-table.csv:3 warning group-of-both'],
    ],
    [
      "the provider's own group",
      [...without('all'), group('all', 'built-in')],
      ['reference-table.csv:2 warning group-built-in'],
    ],
    [
      'an application nothing opens',
      all.slice(2),
      [
        'catalogue.yaml:6 error unknown-group',
        'catalogue.yaml:7 error unknown-group',
        'catalogue.yaml:2 warning application-without-group',
      ],
    ],
  ])('%s', (_, groups, expected) => expect(brief(checkAgainstProvider(policy, groups))).toEqual(expected));

  it('names the near group', () => {
    const [found] = checkAgainstProvider(policy, [...without('science'), group('scienze')]);
    expect(found?.remedy).toContain('Did you mean "scienze"?');
  });

  it('says so when a row gives high risk without anybody deciding', () => {
    const risky = policyIn({
      catalogue: SMALL.catalogue.replace('[figma-editors] }', '[figma-editors], risk: high }'),
    });
    expect(brief(checkAgainstProvider(risky, all))).toEqual(['reference-table.csv:4 warning high-risk-birthright']);
  });

  it('only warns of unknown groups that are not given', () => {
    const named = policyIn({ settings: `${SMALL.settings}keep: [alumni]\nprotected: { groups: [admins] }\n` });
    expect(brief(checkAgainstProvider(named, all))).toEqual([
      'tenure.yaml:null warning unknown-group',
      'tenure.yaml:null warning unknown-group',
    ]);
  });
});

describe("a policy against the form's options", () => {
  it('rows that name what the form does not offer', () => {
    const found = checkAgainstProvider(policy, all, { department: ['Engineering'], title: ['LEAD', 'Analyst'] });
    expect(brief(found)).toEqual([
      'reference-table.csv:3 warning row-never-matches',
      'reference-table.csv:4 warning row-never-matches',
      'reference-table.csv:4 warning unknown-value',
    ]);
  });

  it('ticks nobody can act on', () => {
    const found = checkAgainstProvider(policy, all, { applications: ['Figma', 'Figma: editor', 'Sketch'] });
    expect(found.map(({ code, message }) => [code, message.includes('Sketch')])).toEqual([['unknown-option', true]]);
  });
});
