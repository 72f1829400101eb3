/**
 * node --import tsx test/simulation/months/breaks/main.ts [--histories N] [--workers N] [--only PATTERN] [--generation G]
 *
 * Breaks the code on purpose, one place after the other in a copy of it (list.ts), and lets the simulation look: which
 * history saw it, as which invariant, and whether that seed alone says the same again. Prints the table of
 * docs/extend/simulation.md; ends with 1 if a break went unseen.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { NOW_LIVED } from '../generations.ts';
import { BREAKS, type Break } from './list.ts';

const { values } = parseArgs({
  options: {
    histories: { type: 'string', default: '60' },
    workers: { type: 'string', default: String(availableParallelism()) },
    only: { type: 'string', default: '' },
    generation: { type: 'string', default: String(NOW_LIVED) },
  },
});
const only = new RegExp(values.only);
const repository = fileURLToPath(new URL('../../../..', import.meta.url));
const copy = mkdtempSync(join(tmpdir(), 'tenure-broken-'));
let unseen = 0;
try {
  for (const part of ['src', 'test', 'bench', 'templates', 'package.json', 'tsconfig.json'])
    cpSync(join(repository, part), join(copy, part), { recursive: true });
  symlinkSync(join(repository, 'node_modules'), join(copy, 'node_modules'));
  console.log('| invariant | what was broken | seed | what was said |\n| --- | --- | --- | --- |');
  for (const one of BREAKS.filter(({ invariant, what }) => only.test(`${invariant} ${what}`))) {
    const file = join(copy, one.file);
    const whole = readFileSync(file, 'utf8');
    writeFileSync(file, whole.replace(one.from, one.to));
    try {
      console.log(rowOf(one));
    } finally {
      writeFileSync(file, whole);
    }
  }
} finally {
  rmSync(copy, { recursive: true, force: true });
}
process.exitCode = unseen === 0 ? 0 : 1;

function rowOf({ invariant, what }: Break): string {
  const seen = simulated('--histories', values.histories, '--workers', values.workers, '--until-broken');
  const [first] = seen.broken.filter(({ number }) => number === invariant);
  const told = first ?? seen.broken[0];
  if (told === undefined) {
    unseen += 1;
    return `| ${invariant} | ${what} | | nothing, in ${seen.histories} histories |`;
  }
  const again = simulated('--seed', String(told.seed)).broken.some(({ says }) => says === told.says);
  if (!again) unseen += 1;
  const as = told.number === invariant ? '' : ` (as ${told.number})`;
  return `| ${invariant} | ${what} | ${told.seed}${again ? '' : ', not the same again'} | ${told.says.split('\n')[0]}${as} |`;
}

interface Told {
  readonly histories: number;
  readonly broken: readonly { readonly seed: number; readonly number: number; readonly says: string }[];
}

function simulated(...given: readonly string[]): Told {
  const lived = ['test/simulation/months/main.ts', '--json', '--databases', 'none', '--generation', values.generation];
  const command = ['--import', 'tsx', ...lived, ...given];
  const { stdout, stderr } = spawnSync(process.execPath, command, { cwd: copy, encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (stdout === '') throw new Error(`the broken simulation said nothing: ${stderr}`);
  return JSON.parse(stdout);
}
