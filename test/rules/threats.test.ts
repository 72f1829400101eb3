/** The threat model says who may try what, and names for each answer a test: those that issue and design name are there, and so are the tests. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { blanked, sourcesUnder } from './source.ts';

const root = new URL('../../', import.meta.url);
const text = readFileSync(new URL('docs/security/threat-model.md', root), 'utf8');

/** The rows of the table of threats: threat, what they can do, what stops it, what remains, what shows it. */
const threats = text
  .split('\n## ')
  .filter((part) => part.startsWith('Who may try what'))
  .flatMap((part) => part.split('\n').filter((line) => line.startsWith('|')))
  .slice(2)
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

/** What stands below the table: for each threat its tests, by file and title. */
const listed = text
  .split('\n## ')
  .filter((part) => part.startsWith('What shows it'))
  .flatMap((part) => part.split('\n### ').slice(1))
  .flatMap((part) => {
    const [threat = '', ...lines] = part.split('\n');
    return lines.flatMap((line) => {
      const [, path, title] = /^- `([^`]+)`: (.+)$/.exec(line) ?? [];
      return path === undefined || title === undefined ? [] : [{ threat, path, title }];
    });
  });

describe('the threat model', () => {
  it.each([
    'Forged webhook',
    'Stolen Slack',
    'Malicious requester',
    'Rogue approver',
    'Compromised Jira admin',
    'Insider with database access',
    'Leaked log',
    'Stolen API token',
    'Stolen signing key',
    'Supply chain',
  ])('answers: %s', (threat) => {
    expect(threats.filter(([name = '']) => name.startsWith(threat))).not.toEqual([]);
  });

  it.each(threats)('%s: every column is filled, and each file it names has tests that are listed below', (...cells) => {
    expect(cells).toHaveLength(5);
    expect(cells.filter((cell) => cell === '')).toEqual([]);
    const named = [...(cells[4] ?? '').matchAll(/`([^`]+\.test\.ts)`/g)].map(([, path = '']) => path);
    expect(named).not.toEqual([]);
    expect([...new Set(listed.filter(({ threat }) => threat === cells[0]).map(({ path }) => path))]).toEqual(named);
  });

  it('lists no threat that the table has not, and no test twice under one', () => {
    const names = threats.map(([name = '']) => name);
    expect(listed.filter(({ threat }) => !names.includes(threat))).toEqual([]);
    expect(new Set(listed.map((one) => JSON.stringify(one))).size).toBe(listed.length);
  });

  it.each(listed)('$threat: $path has the test “$title”', ({ path, title }) => {
    expect(existsSync(new URL(path, root))).toBe(true);
    expect(hasTest(readFileSync(new URL(path, root), 'utf8'), title)).toBe(true);
  });

  it.each([
    ["it('is kept', () => {});", true],
    ["it.each([1])(\n    'is kept',\n    () => {});", true],
    ["it('is kept otherwise', () => {});", false],
    ["it.skip('is kept', () => {});", false],
    ["// it('is kept', () => {});", false],
    ["expect(said).toBe('is kept');", false],
  ])('takes for a test what is one: %s', (code, isOne) => expect(hasTest(code, 'is kept')).toBe(isOne));
});

/** By its title as it stands in the file, first of what a function is called with, and neither skipped nor a comment. */
function hasTest(code: string, title: string): boolean {
  const { comments } = blanked(code);
  const escaped = title.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  const pattern = new RegExp(`(?<!\\.(?:skip|todo|fails))\\(\\s*(['"\`])${escaped}\\1,`, 'g');
  return [...code.matchAll(pattern)].some(({ index }) => (comments[index] ?? '').trim() === '');
}

describe('a secret that is shown', () => {
  /** Equality stops at the first letter that differs, and so tells how many were right. */
  const BY_EQUALITY = /\b(?:secret|signature|token|digest)(?:\.\w+\(\))* [!=]== (?!null|undefined|''|true|false)/;

  it('is compared in constant time, and by nothing else', () => {
    expect(BY_EQUALITY.test('return signature.trim() === expected;')).toBe(true);
    const doors = sourcesUnder('src/server', 'src/adapters').filter(({ path }) => !path.endsWith('.test.ts'));
    const compared = doors.flatMap(({ path, text: code }) =>
      code.split('\n').flatMap((line) => (BY_EQUALITY.test(line) ? [`${path}: ${line.trim()}`] : [])),
    );
    expect(compared).toEqual([]);
  });
});
