/**
 * Brings node_modules to what package-lock.json says, and does nothing when it is there already. Plain JavaScript on
 * Node alone: it runs before anything is installed.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const lock = join(root, 'package-lock.json');
const marker = join(root, 'node_modules', '.tenure-installed');

/** Written by us after an install: which lock file it was made from. npm's own copy is another text. */
const fingerprint = () => createHash('sha256').update(readFileSync(lock)).digest('hex');

export function ensureInstalled() {
  if (existsSync(marker) && readFileSync(marker, 'utf8').trim() === fingerprint()) return;
  if (!complete()) {
    console.log('Installing what package-lock.json names (once) ...');
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    const { status } = spawnSync(npm, ['ci', '--no-audit', '--no-fund'], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
      shell: process.platform === 'win32',
    });
    if (status !== 0) {
      console.error('`npm ci` failed; see above. Nothing else was done.');
      process.exit(status ?? 1);
    }
  }
  writeFileSync(marker, `${fingerprint()}\n`);
}

/** Installed by hand before: every package of the lock file in its version (optional ones may be for other systems). */
function complete() {
  const { packages } = JSON.parse(readFileSync(lock, 'utf8'));
  return Object.entries(packages).every(([path, { version, optional }]) => {
    if (path === '' || optional === true) return true;
    const manifest = join(root, path, 'package.json');
    return existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).version === version;
  });
}
