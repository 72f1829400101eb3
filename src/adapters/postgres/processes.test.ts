import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { expect, it, vi } from 'vitest';
import { beganAt, hasEnded, isAlive, ownName } from './processes.ts';

it('this process lives, one that has ended does not', async () => {
  const ended = spawn('true');
  await once(ended, 'exit');
  expect(isAlive(process.pid)).toBe(true);
  expect(isAlive(ended.pid ?? 0)).toBe(false);
});

it.runIf(existsSync('/proc/self/stat'))(
  'only a process of this machine that is not there any more has ended',
  async () => {
    const [where, pid, began] = ownName().split('.');
    const ended = spawn('true');
    await once(ended, 'exit');
    const named = (...parts: readonly unknown[]) => `${parts.join('.')}.some-id`;
    expect([named(where, ended.pid, began), named(where, pid, '1')].map((name) => hasEnded(name))).toEqual([
      true,
      true,
    ]);
    const unsure = [named(where, pid, began), named('elsewhere', ended.pid, began), `${ended.pid}.some-id`, 'me', ''];
    expect(unsure.filter((name) => hasEnded(name))).toEqual([]);
    // Of another user whose processes the system hides: it answers to a signal, and tells nothing else.
    expect(hasEnded(named(where, pid, '1'), () => null)).toBe(false);
  },
);

it.runIf(existsSync('/proc/self/stat'))(
  'a process that is dead and was never fetched by its parent is dead',
  async () => {
    // The shell becomes something that fetches nobody, and only then its child ends: a shell would fetch it.
    const parent = spawn('sh', ['-c', 'exec 3<&0; head -c 1 <&3 >/dev/null & echo $!; exec sleep 30']);
    try {
      const [said] = await once(parent.stdout, 'data');
      const zombie = Number(String(said).trim());
      await vi.waitFor(() => expect(readFileSync(`/proc/${parent.pid}/comm`, 'utf8')).toBe('sleep\n'));
      expect(isAlive(zombie)).toBe(true);
      parent.stdin.end('x');
      await vi.waitFor(() => expect(isAlive(zombie)).toBe(false), { timeout: 5_000 });
      // Not because it was gone: the kernel still answers for it.
      expect(beganAt(zombie)).not.toBeNull();
    } finally {
      parent.kill();
    }
  },
);
