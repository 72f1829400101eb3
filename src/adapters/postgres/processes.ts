/** Whether another process of this machine still lives: what a lock file's holder is asked. */
import { readFileSync } from 'node:fs';

/** Signal 0 reaches a zombie too: dead, and not fetched by its parent; in a container without an init that is for ever. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (fault) {
    // EPERM: it lives and belongs to somebody else.
    if (!(fault instanceof Error && 'code' in fault && fault.code === 'EPERM')) return false;
  }
  const state = statOf(pid)?.[0];
  return state !== 'Z' && state !== 'X';
}

/** When it began, in the kernel's own ticks; `null` where the system does not tell. */
export const beganAt = (pid: number): string | null => statOf(pid)?.[19] ?? null;

/** Linux only: the fields of /proc/<pid>/stat from the third on, after the command's closing parenthesis. */
function statOf(pid: number): readonly string[] | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}
