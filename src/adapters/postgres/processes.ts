/** Whether another process of this machine still lives: what a lock file's holder is asked, and a lease's. */
import { readFileSync, readlinkSync } from 'node:fs';

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

/** Names this process among all that ever ran anywhere; where the system does not tell, by a number that proves nothing. */
export function ownName(): string {
  const [where, began] = [numberSpace(), beganAt(process.pid)];
  return where === null || began === null ? String(process.pid) : [where, process.pid, began].join('.');
}

/** Only what is certain: it ran where we run, since the same start of the machine, and does not run any more. */
export function hasEnded(name: string, beginning = beganAt): boolean {
  const [where, pid, began] = name.split('.');
  if (began === undefined || where !== numberSpace()) return false;
  if (!isAlive(Number(pid))) return true;
  // Alive under that number, and perhaps hidden from us (`hidepid`): only another beginning that we can read is another process.
  const now = beginning(Number(pid));
  return now !== null && now !== began;
}

/**
 * Where a process id means what it means here: this start of this machine, and of its containers this one. Linux only;
 * elsewhere, and where it is hidden, nothing is certain.
 */
function numberSpace(): string | null {
  try {
    // A /proc that was mounted for other processes numbers them otherwise than `kill` does.
    if (readlinkSync('/proc/self') !== String(process.pid)) return null;
    const started = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${started}/${readlinkSync('/proc/self/ns/pid').replaceAll(/\D/g, '')}`;
  } catch {
    return null;
  }
}
