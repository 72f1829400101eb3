/** The stand-ins of `npm start` outlive a tour that is killed; but not one that was killed before it had heard of them. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const SYSTEMS = fileURLToPath(new URL('../../examples/acme/tour/systems.ts', import.meta.url));

it('whoever asked for them is gone: they end, and leave nothing the next start could take for its own', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tenure-tour-'));
  const gone = spawn(process.execPath, ['-e', '']);
  await once(gone, 'exit');
  const systems = spawn(process.execPath, ['--import', 'tsx', SYSTEMS, folder, String(gone.pid)]);
  try {
    expect(await once(systems, 'exit')).toEqual([0, null]);
    expect(readdirSync(folder)).toEqual([]);
  } finally {
    systems.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}, 60_000);
