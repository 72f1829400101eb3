/**
 * Where the policy's files come from, when their folder lies in a git work tree: the last commit that touched them and who
 * wrote it. Only read, with git's own hooks and locks left alone. Files that differ from the commit do not come from it.
 */
import { execFileSync } from 'node:child_process';
import { FILES } from './core/policy/index.ts';

export interface Origin {
  readonly commit: string;
  /** The commit's author, by mail address. */
  readonly author: string;
  /** Files that are not as committed; empty = exactly what the commit says. */
  readonly changed: readonly string[];
}

const NAMES = Object.values(FILES);
const QUIET = ['--no-optional-locks', '-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null'];

/** `null` = no work tree, nothing committed there, or no git to ask. */
export function originOf(folder: string): Origin | null {
  const last = git(folder, 'log', '-1', '--format=%H%n%ae', '--', ...NAMES);
  const [commit, author] = last === null ? [] : last.trim().split('\n');
  if (commit === undefined || author === undefined || author === '') return null;
  const status = git(folder, 'status', '--porcelain=v1', '--ignored', '-z', '--', ...NAMES) ?? '';
  const changed = status.split('\0').flatMap((entry) => (entry === '' ? [] : [entry.slice(3)]));
  return { commit, author, changed };
}

function git(folder: string, ...asked: readonly string[]): string | null {
  try {
    return execFileSync('git', [...QUIET, '-C', folder, ...asked], {
      encoding: 'utf8',
      timeout: 10_000,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    return null;
  }
}
