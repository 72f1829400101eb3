/**
 * The rules of the pen, over every file. What may break one is named here with its reason, and nowhere else; a name
 * that nothing needs any more has to go. Headings of docs/adr are held by papers.test.ts, public pages by imports.test.ts.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { isTest, type Source, sourcesUnder } from './source.ts';
import { castsIn, hatchesIn, loosePromisesIn, sleepsIn, twiceNamedIn } from './style.ts';

/** Files of src that may say `as`: they make a brand, or give a type to what was just checked or came from outside. */
const CASTS: Readonly<Record<string, string>> = {
  'src/adapters/postgres/pgDriver.ts': 'the type of pg’s parser table fits none of its overloads',
  'src/adapters/postgres/pgliteDriver.ts': 'a row has the type its query names; the driver cannot know it',
  'src/adapters/postgres/transaction.ts': 'what is stored under a key has the type its writer gave it',
  'src/cli/ask.ts': 'an answer of our own service, of the same release',
  'src/cli/askStore.ts': 'an answer of the operation that was named; the table of operations cannot say so',
  'src/core/evidence/events/stored.ts': 'our own stored text, lifted: its type is what wrote it',
  'src/core/policy/read/settings.ts': 'Object.fromEntries forgets which keys it was given',
  'src/core/policy/schema/pieces.ts': 'a parser: brands what it has just read',
  'src/core/shared/ids.ts': 'makes the brands of all ids',
  'src/core/shared/instant.ts': 'makes the brands of time',
  'src/serve.ts': 'the server that @hono/node-server makes when it is told nothing else is an HTTP/1 one',
};

/** Files of tests that wait for a length of time. To look again until something is there is no sleep, but stands here too. */
const SLEEPS: Readonly<Record<string, string>> = {
  'test/cli/company.ts': 'looks again until it is there',
  'test/cli/processes.ts': 'looks again until another process has said it',
  'test/crash/patience.ts': 'a service is killed at a moment nobody chose; looks again until everybody is done',
  'test/crash/people.ts': 'looks again until the issue is done',
  'test/crash/processes.ts': 'a service that does not end is waited for no longer than this',
  'test/store/child.ts': 'work that takes a while, so that it can be killed in the middle',
  'test/store/processes.test.ts': 'looks again until two other processes have done the work',
  'test/support/company.ts': 'looks again until it is there',
  'test/support/memory/engine.ts': 'polls, as the engine of the databases does',
  'test/support/onceOnly.ts': 'looks again until another process has given the lock back',
  'test/support/postgresServer.ts': 'looks again until the server answers',
};

const sources = sourcesUnder('src', 'emulators', 'console', 'examples', 'bench', 'scripts', 'test');
const product = sources.filter(({ path }) => path.startsWith('src/') && !isTest(path));
const tests = sources.filter(({ path }) => isTest(path));

/** The places outside the named files; and the named files that have none. */
function beyond(find: (source: Source) => readonly string[], among: readonly Source[], named: readonly string[]) {
  const found = among.flatMap(find);
  return {
    unnamed: found.filter((place) => !named.some((path) => place.startsWith(`${path}:`))),
    idle: named.filter((path) => !found.some((place) => place.startsWith(`${path}:`))),
  };
}

describe('every file', () => {
  it('says `as` only where a parser, a brand or a driver needs it', () => {
    expect(beyond(castsIn, product, Object.keys(CASTS))).toEqual({ unnamed: [], idle: [] });
  });

  it('keeps the compiler looking', () => {
    expect(beyond(hatchesIn, sources, [])).toEqual({ unnamed: [], idle: [] });
  });

  it('leaves nothing to do that no issue keeps', () => {
    const others = sources.filter(({ path }) => !path.startsWith('test/rules/'));
    expect(beyond(loosePromisesIn, others, [])).toEqual({ unnamed: [], idle: [] });
  });

  it('of src has at most 300 lines: Biome says so, and no file asks to be left out', () => {
    const leftOut = product.filter(({ text }) => text.includes('lint/style/noExcessiveLinesPerFile'));
    expect(leftOut.map(({ path }) => path)).toEqual([]);
  });
});

describe('every test', () => {
  it('moves the clock or waits for an event, and does not sleep', () => {
    expect(beyond(sleepsIn, tests, Object.keys(SLEEPS))).toEqual({ unnamed: [], idle: [] });
  });

  it('has a name of its own', () => {
    expect(beyond(twiceNamedIn, tests, [])).toEqual({ unnamed: [], idle: [] });
  });
});

describe('npm run check', () => {
  it('asks for what the continuous run asks for', () => {
    const textOf = (path: string) => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8');
    const { scripts } = JSON.parse(textOf('package.json'));
    const steps: readonly string[] = scripts.check.split(' && ');
    // The rules are tests like others; by themselves they fail before the long run.
    expect(steps).toEqual(['npm run typecheck', 'npm run lint', 'npm run rules', 'npm test']);
    const commands = textOf('.ci/run')
      .split('\n')
      .map((line) => line.trim().split(' 2>&1')[0]);
    expect(steps.filter((step) => step !== 'npm run rules' && !commands.includes(step))).toEqual([]);
  });
});

describe('the rules themselves', () => {
  const on = (find: (source: Source) => readonly string[], text: string) => find({ path: 'a.ts', text });

  it.each([
    ['a cast', castsIn, 'const a = 1;\nconst b = a as B;', ['a.ts:2']],
    ['a cast to an object type', castsIn, 'const b = a as { c: string };', ['a.ts:1']],
    ['a cast in a template', castsIn, `const b = \`\${a as B}\`;`, ['a.ts:1']],
    ['no cast in a constant', castsIn, 'const b = [1] as const;', []],
    [
      'no cast in a renamed import',
      castsIn,
      "import { a as b } from 'c';\nexport { d as e };\nimport * as f from 'g';",
      [],
    ],
    ['no cast in words', castsIn, "// as well\nconst b = 'as B'; const as = { as: c.as };", []],
    ['a look away', hatchesIn, '// @ts-expect-error: well', ['a.ts:1']],
    ['no look away in a string', hatchesIn, "const a = '@ts-ignore';", []],
    ['a loose promise', loosePromisesIn, '/* TODO: later */', ['a.ts:1']],
    ['a loose promise to mend', loosePromisesIn, 'a();\n// FIXME', ['a.ts:2']],
    ['no loose promise with an issue', loosePromisesIn, '// TODO(#12): later\n// FIXME TEN-7', []],
    ['a sleep', sleepsIn, 'await new Promise((go) => setTimeout(go, 5));', ['a.ts:1']],
    ['a sleep by promise', sleepsIn, "import { setTimeout as pause } from 'node:timers/promises';", ['a.ts:1']],
    ['no sleep in a fake clock', sleepsIn, "vi.useFakeTimers({ toFake: ['setTimeout'] });", []],
    ['a name twice', twiceNamedIn, "it('a', f);\nit('b', f);\nit('a', g);", ['a.ts:3 a']],
    [
      'a name twice in one describe',
      twiceNamedIn,
      "describe('x', () => {\n  it('a', () => { f(); });\n  it.each([[1, 2]])('a', f);\n});",
      ['a.ts:3 x > a'],
    ],
    [
      'a name twice in two describes of one name',
      twiceNamedIn,
      "describe('x', () => { it('a', f); });\ndescribe.each(all)('x', () => {\n it('a', f);\n});",
      ['a.ts:3 x > a'],
    ],
    [
      'no name twice in two describes',
      twiceNamedIn,
      "describe('x', () => { it('a', f); });\ndescribe('y', () => { it('a', f); });\nit('a', f);",
      [],
    ],
  ] as const)('find %s', (_, find, text, places) => {
    expect(on(find, text)).toEqual(places);
  });

  it('tell what is outside the named files, and named files that need no name', () => {
    const files = [
      { path: 'a.ts', text: 'b as C' },
      { path: 'd.ts', text: 'b as C' },
      { path: 'e.ts', text: '' },
    ];
    expect(beyond(castsIn, files, ['a.ts', 'e.ts'])).toEqual({ unnamed: ['d.ts:1'], idle: ['e.ts'] });
  });
});
