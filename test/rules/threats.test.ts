/** The threat model says who may try what, and names for each answer a test: those that issue and design name are there, and so are the tests. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sourcesUnder } from './source.ts';

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

  it.each(threats)('%s: every column is filled, and the tests it names are there', (...cells) => {
    expect(cells).toHaveLength(5);
    expect(cells.filter((cell) => cell === '')).toEqual([]);
    const named = [...(cells[4] ?? '').matchAll(/`([^`]+\.test\.ts)`/g)].map(([, path = '']) => path);
    expect(named).not.toEqual([]);
    expect(named.filter((path) => !existsSync(new URL(path, root)))).toEqual([]);
  });
});

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
