/** The policy's files as they lie in a folder. Reading them changes nothing: what is in force is a row in the store. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FILES, type PolicyFile, parsePolicy, renderProblem } from './core/policy/index.ts';
import type { Policy } from './core/policy/model.ts';
import { Mistake } from './mistake.ts';

const NAMES: readonly string[] = Object.values(FILES);
/** Other files of these kinds are named to the reader, who may know one of them as misspelt; their text is not needed. */
const NEAR = /\.(ya?ml|csv)$/;
const MOST_OTHERS = 15;

/** `null` = there is no such folder. */
export function readPolicyFolder(folder: string): readonly PolicyFile[] | null {
  const names = namesIn(folder);
  if (names === null) return null;
  const others = names.filter((name) => NEAR.test(name) && !NAMES.includes(name)).slice(0, MOST_OTHERS);
  return [
    ...names.filter((name) => NAMES.includes(name)).map((name) => readOne(join(folder, name))),
    ...others.map((name) => ({ path: join(folder, name), text: '' })),
  ];
}

/** For whoever cannot go on without. */
export function needPolicyFolder(folder: string): readonly PolicyFile[] {
  const files = readPolicyFolder(folder);
  if (files !== null) return files;
  throw new Mistake(
    'no-policy-folder',
    `There is no folder ${folder} with the policy. Set TENURE_POLICY to the folder of ${NAMES.join(', ')}.`,
  );
}

export function needPolicy(folder: string): Policy {
  const parsed = parsePolicy(needPolicyFolder(folder));
  if (parsed.ok) return parsed.policy;
  throw new Mistake('bad-policy', `The policy in ${folder} cannot be used.`, {
    details: parsed.problems.map(renderProblem),
  });
}

function namesIn(folder: string): readonly string[] | null {
  try {
    return readdirSync(folder).sort();
  } catch (fault) {
    if (fault instanceof Error && 'code' in fault && (fault.code === 'ENOENT' || fault.code === 'ENOTDIR')) return null;
    throw new Mistake('no-policy-folder', `The folder ${folder} cannot be read.`);
  }
}

function readOne(path: string): PolicyFile {
  try {
    return { path, text: readFileSync(path, 'utf8') };
  } catch {
    throw new Mistake('unreadable-file', `The file ${path} cannot be read.`);
  }
}
