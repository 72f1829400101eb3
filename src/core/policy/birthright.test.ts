import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Attributes } from '../person/model.ts';
import { fold } from '../shared/fold.ts';
import { rowId } from '../shared/ids.ts';
import { attributesOf, birthright, compileTable, matchRows } from './birthright.ts';
import type { ReferenceRow } from './model.ts';
import { policyIn } from './testing/policies.ts';

const small = compileTable(policyIn().table);
const matching = (attributes: Attributes) => matchRows(small, attributes).map(({ id }) => id);

describe('a row matches', () => {
  const cases: readonly (readonly [name: string, attributes: Attributes, rows: readonly string[]])[] = [
    ['everyone, when it states nothing', {}, ['everyone']],
    ['whoever has the value', { department: 'Science' }, ['everyone', 'science']],
    ['whatever the case and the blanks', { department: ' sCiEnCe ' }, ['everyone', 'science']],
    [
      'any of several values, and all attributes',
      { department: 'Science', title: 'head' },
      ['everyone', 'science', 'lead'],
    ],
    ['nobody whose attribute is unknown', { title: 'Head' }, ['everyone']],
    ['nobody whose attribute is empty', { department: '', title: 'Head' }, ['everyone']],
    ['not by a part of a value', { department: 'Science and more' }, ['everyone']],
  ];
  it.each(cases)('%s', (_, attributes, rows) => expect(matching(attributes)).toEqual(rows));

  it('however accents are composed', () => {
    const policy = policyIn({ table: 'id,department,groups\na,Müller\u0301,x\n'.normalize('NFC') });
    expect(matchRows(compileTable(policy.table), { department: 'müller\u0301'.normalize('NFD') })).toHaveLength(1);
  });

  it('by worker type, which is no field of its own', () => {
    const policy = policyIn({ table: 'id,workerType,groups\na,Contractor,x\nb,employee,y\n' });
    const attributes = attributesOf({ workerType: 'contractor', attributes: {} });
    expect(matchRows(compileTable(policy.table), attributes).map(({ id }) => id)).toEqual(['a']);
  });
});

it('gives each thing once, with every row that gives it', () => {
  const policy = policyIn({
    table: 'id,department,entitlements,groups\na,,figma:viewer,x\nb,Science,figma:viewer|lab:badge,x\n',
  });
  expect(birthright(compileTable(policy.table), { department: 'Science' })).toEqual([
    { given: { kind: 'entitlement', entitlement: 'figma:viewer' }, rows: ['a', 'b'] },
    { given: { kind: 'group', group: 'okta:x' }, rows: ['a', 'b'] },
    { given: { kind: 'entitlement', entitlement: 'lab:badge' }, rows: ['b'] },
  ]);
});

it('finds by index exactly what comparing every row finds', () => {
  const attribute = fc.constantFrom('department', 'title', 'location');
  const value = fc.constantFrom('a', 'B', 'ä', ' b ', 'constructor', '__proto__');
  const when = fc.dictionary(attribute, fc.array(value, { minLength: 1, maxLength: 3 }), { maxKeys: 3 });
  const person = fc.dictionary(attribute, value, { maxKeys: 3 });
  fc.assert(
    fc.property(fc.array(when, { maxLength: 40 }), person, (conditions, attributes) => {
      const table: readonly ReferenceRow[] = conditions.map((one, index) => ({
        id: rowId(`r${index}`),
        line: index + 2,
        when: one,
        gives: [],
      }));
      const naive = table.filter((row) =>
        Object.entries(row.when).every(([name, values]) =>
          values.some((one) => fold(one) === fold(attributes[name] ?? '\u0000')),
        ),
      );
      expect(matchRows(compileTable(table), attributes)).toEqual(naive);
    }),
    { numRuns: 300 },
  );
});
