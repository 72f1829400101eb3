import { expect, it } from 'vitest';
import { listed, listOf } from '../../../test/support/listed.ts';
import { csvOf } from './csv.ts';

const linesOf = (text: string) => text.split('\r\n').slice(1, -1);

it('a table of the list has one line for each membership, what is missing, and for an account without either', () => {
  const accounts = [listed(1), listed(2, { state: 'deactivated', profile: { department: 'Alchemy' } })];
  const text = csvOf(listOf({ accounts, members: { all: [1], 'vault-admins': [1] } }));
  expect(linesOf(text)).toEqual([
    'p1@small.example,Given1 Family,E1,matched,,all,tenure,medium,explained,everyone',
    'p1@small.example,Given1 Family,E1,matched,,vault-admins,tenure,high,finding,high-risk',
    'p1@small.example,Given1 Family,E1,matched,,figma-viewers,,,missing,everyone',
    'p1@small.example,Given1 Family,E1,matched,,science,,,missing,science',
    'p1@small.example,Given1 Family,E1,matched,,science-rule,,,missing,science',
    'p2@small.example,Given2 Family,E2,finding,closed unknown-value about: department,,,,,',
  ]);
});

it.each([
  ['=HYPERLINK("http://x","y")', '"\'=HYPERLINK(""http://x"",""y"") Family"'],
  ['+49', '"\'+49 Family"'],
  ['-1', '"\'-1 Family"'],
  ['@SUM(A1)', '"\'@SUM(A1) Family"'],
  ['a,"b"', '"a,""b"" Family"'],
  ['O\u2019Hara', 'O\u2019Hara Family'],
])('a name such as %s is text in it, and no formula', (givenName, cell) => {
  const text = csvOf(listOf({ accounts: [listed(1, { state: 'suspended', profile: { givenName } })] }));
  expect(linesOf(text)[0]).toBe(`p1@small.example,${cell},E1,finding,suspended,,,,,`);
});
