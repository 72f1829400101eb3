/** Migrations only expand: an older process keeps working beside the schema a newer one has brought up. */
import { describe, expect, it } from 'vitest';
import { sourcesUnder } from './source.ts';

const migrations = sourcesUnder('src/adapters/postgres/migrations').filter(({ path }) => /\/\d{4}_\w+\.ts$/.test(path));

/** What an older process would stumble over: something it reads is gone, or something it leaves out is demanded. */
const BREAKS: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['drops something', /\bdrop\s+(table|column|function|view|index|constraint|type|schema|default)\b/i],
  ['renames something', /\brename\s+(to|column|constraint)\b/i],
  ['changes a column', /\balter\s+column\b/i],
  ['adds a column that must be given', /\badd\s+column\s+(?![^,`'"]*\bdefault\b)[^,`'"]*\bnot\s+null\b/i],
  ['adds a rule that old rows or old writers may break', /\badd\s+(constraint|check|unique|foreign)\b/i],
];

const broken = (text: string) => BREAKS.flatMap(([what, pattern]) => (pattern.test(text) ? [what] : []));

describe('a migration', () => {
  it.each(migrations.map(({ path, text }) => [path, text]))('%s only adds', (_, text) =>
    expect(broken(text ?? '')).toEqual([]),
  );

  it.each([
    ['alter table tenure.person drop column body', 'drops something'],
    ['drop table tenure.person', 'drops something'],
    ['alter table tenure.person rename to human', 'renames something'],
    ['alter table tenure.person alter column body set not null', 'changes a column'],
    ['alter table tenure.person add column shoe text not null', 'adds a column that must be given'],
    ['alter table tenure.person add constraint c check (true)', 'adds a rule that old rows or old writers may break'],
  ])('that says `%s` is found: it %s', (text, what) => expect(broken(text)).toEqual([what]));

  it('may add a column that nobody has to give', () =>
    expect(broken("alter table a add column b text not null default ''; alter table a add column c text")).toEqual([]));
});
