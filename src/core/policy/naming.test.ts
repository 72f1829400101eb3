import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loginFor, profileFrom } from './naming.ts';

const naming = {
  login: '{givenName}.{familyName}@acme.example',
  loginClash: '{givenName}.{familyName}{n}@acme.example',
};
const initials = {
  login: '{givenInitial}{familyName}@acme.example',
  loginClash: '{givenInitial}{familyName}{n}@acme.example',
};

describe('a login from a name', () => {
  it.each([
    ['plain', 'Ada', 'Lovelace', 'ada.lovelace'],
    ['accents', 'Zoë', 'Müller', 'zoe.muller'],
    ['letters of their own', 'Søren', 'Weiß', 'soren.weiss'],
    ['Polish', 'Łukasz', 'Żółć', 'lukasz.zolc'],
    ['Croatian', 'Đuro', 'Đaković', 'duro.dakovic'],
    ['Turkish', 'İpek', 'Işık', 'ipek.isik'],
    ['Vietnamese', 'Nguyễn', 'Thị Đào', 'nguyen.thi-dao'],
    ['apostrophes', 'Siobhán', "O'Neill", 'siobhan.oneill'],
    ['dashes and blanks', ' Anne - Marie ', 'van  der Berg', 'anne-marie.van-der-berg'],
    ['full width', 'Ａｄａ', 'Ｌｏｖｅ', 'ada.love'],
    ['one name only', '', 'Sukarno', 'sukarno'],
    ['a dash for a name', 'Sukarno', '-', 'sukarno'],
    ['a title with a full stop', 'J.', 'Dr. House', 'j.dr-house'],
    ['what would break an address', 'A@b', '"><x', 'a-b.x'],
  ])('%s', (_, givenName, familyName, expected) => {
    expect(loginFor(naming, { givenName, familyName })).toEqual({ ok: true, value: `${expected}@acme.example` });
  });

  it.each([
    ['Cyrillic', 'Иван', 'Петров'],
    ['Chinese', '伟', '王'],
    ['half of it', 'Ada', '王'],
  ])('uses the employee number for %s, or says why not', (_, givenName, familyName) => {
    expect(loginFor(naming, { givenName, familyName, employeeNumber: 'E-17' })).toEqual({
      ok: true,
      value: 'e-17@acme.example',
    });
    expect(loginFor(naming, { givenName, familyName })).toEqual({ ok: false, refusal: 'name-not-in-latin-letters' });
  });

  it('refuses by name what it cannot make', () => {
    expect(loginFor(naming, { givenName: ' ', familyName: '.' })).toEqual({ ok: false, refusal: 'name-missing' });
    const byNumber = { login: '{employeeNumber}@acme.example', loginClash: '{employeeNumber}{n}@acme.example' };
    expect(loginFor(byNumber, { givenName: 'A', familyName: 'B' })).toEqual({
      ok: false,
      refusal: 'employee-number-missing',
    });
  });

  it('shortens the longer name, never the number or the domain', () => {
    const login = loginFor(naming, { givenName: 'Ada', familyName: 'l'.repeat(90) }, 12);
    expect(login).toEqual({ ok: true, value: `ada.${'l'.repeat(58)}12@acme.example` });
    const domain = `@${'d'.repeat(60)}.example`;
    const wide = { login: `{givenName}.{familyName}${domain}`, loginClash: `{givenName}{n}${domain}` };
    expect(loginFor(wide, { givenName: 'Ada', familyName: 'l'.repeat(90) })).toMatchObject({
      value: `ada.${'l'.repeat(27)}${domain}`,
    });
  });

  it('counts up when it is taken', () => {
    const at = (attempt: number) => loginFor(initials, { givenName: 'Ada', familyName: 'Lovelace' }, attempt);
    expect([1, 2, 13].map(at).map((login) => login.ok && login.value)).toEqual([
      'alovelace@acme.example',
      'alovelace2@acme.example',
      'alovelace13@acme.example',
    ]);
  });

  it('is an address of at most 100 characters, different for every attempt, or a named refusal', () => {
    const name = fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.string({ maxLength: 200 }));
    fc.assert(
      fc.property(name, name, fc.integer({ min: 2, max: 999 }), (givenName, familyName, attempt) => {
        const person = { givenName, familyName, employeeNumber: '7' };
        for (const rule of [naming, initials]) {
          const [first, next, later] = [1, attempt, attempt + 1].map((n) => loginFor(rule, person, n));
          if (!first?.ok || !next?.ok || !later?.ok) throw new Error('there is an employee number to fall back on');
          for (const { value } of [first, next, later])
            expect(value).toMatch(/^[a-z0-9]([a-z0-9._-]{0,62}[a-z0-9])?@acme\.example$/);
          expect(new Set([first.value, next.value, later.value]).size).toBe(3);
        }
      }),
      { numRuns: 300 },
    );
  });
});

it('fills profile fields it knows everything for, and leaves the others alone', () => {
  const profile = {
    department: '{department}',
    shown: '{givenName} {familyName}',
    city: '{location}',
    cost: 'fixed',
    none: '{constructor}',
  };
  expect(profileFrom(profile, { department: 'Science', givenName: 'Ada', familyName: 'L', location: '' })).toEqual({
    department: 'Science',
    shown: 'Ada L',
    cost: 'fixed',
  });
});
