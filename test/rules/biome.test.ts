/**
 * What Biome holds for us, it holds because biome.json says so. Each line here breaks one rule, and Biome must refuse
 * it with the settings of this repository; so that nobody turns one off without a test noticing.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** File, text, and the rules that refuse it. */
const cases: readonly (readonly [file: string, text: string, refusedBy: readonly string[]])[] = [
  ['src/app/default.ts', 'export default function look() {}\n', ['noDefaultExport']],
  ['src/app/any.ts', 'export const look = (a: any) => String(a);\n', ['noExplicitAny']],
  ['src/app/nonNull.ts', 'export const look = (a: string | null) => a!.length;\n', ['noNonNullAssertion']],
  ['src/app/enum.ts', 'export enum Look {\n  Near = 1,\n}\n', ['noEnum']],
  ['src/app/environment.ts', 'export const a = process.env.TENURE_DATA;\n', ['noProcessEnv']],
  ['src/config.ts', 'export const a = process.env.TENURE_DATA;\n', []],
  ['src/app/long.ts', 'export const a = [\n'.concat('  1,\n'.repeat(300), '];\n'), ['noExcessiveLinesPerFile']],
  ['src/app/short.ts', 'export const a = [\n'.concat('  1,\n'.repeat(298), '];\n'), []],
  ['src/app/types.ts', "import { A } from './a.ts';\n\nexport const a = (b: A) => b;\n", ['useImportType']],
  ['src/app/unused.ts', "import { a } from './a.ts';\n", ['noUnusedImports']],
  ['test/only.test.ts', "import { it } from 'vitest';\n\nit.only('a', () => {});\n", ['noFocusedTests']],
  ['test/skip.test.ts', "import { it } from 'vitest';\n\nit.skip('a', () => {});\n", ['noSkippedTests']],
  ['test/fine.test.ts', "import { it } from 'vitest';\n\nit('a', () => {});\n", []],
];

describe('biome.json', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tenure-biome-')));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const refusals = refusalsOf(folder);

  it.each(cases)('judges %s', (file, _, refusedBy) => {
    expect(refusals.get(file) ?? []).toEqual(refusedBy);
  });
});

/** One run over all of it, as `npm run lint` runs: file -> the rules that made it fail. */
function refusalsOf(folder: string): ReadonlyMap<string, readonly string[]> {
  const settings = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8'));
  writeFileSync(join(folder, 'biome.json'), JSON.stringify({ ...settings, vcs: { enabled: false } }));
  for (const [file, text] of cases) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const [, ...given]: readonly string[] = scripts.lint.split(' ');
  const biome = join(root, 'node_modules', '@biomejs', 'biome', 'bin', 'biome');
  const options = { cwd: folder, encoding: 'utf8' } as const;
  const run = spawnSync(process.execPath, [biome, ...given, '--reporter=github', '--max-diagnostics=none'], options);
  expect(run.status).not.toBe(0);
  const refused = new Map<string, string[]>();
  const fails = given.includes('--error-on-warnings') ? 'error|warning' : 'error';
  const lines = new RegExp(`^::(?:${fails}) title=lint/\\w+/(\\w+),file=([^,]+),`, 'gm');
  for (const [, rule = '', file = ''] of run.stdout.matchAll(lines)) {
    const path = relative(folder, file).replaceAll('\\', '/');
    refused.set(path, [...(refused.get(path) ?? []), rule]);
  }
  return refused;
}
