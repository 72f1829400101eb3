/** What `npm start` runs: installs what is missing, then the example company. Arguments go to the tour (--once, --json). */
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled } from './ensureInstalled.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
ensureInstalled();
const tour = spawn(
  process.execPath,
  ['--import', 'tsx', join(root, 'examples', 'acme', 'tour', 'main.ts'), ...process.argv.slice(2)],
  { cwd: root, stdio: 'inherit' },
);
// The terminal sends Ctrl-C to both; the tour says goodbye by itself.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => tour.kill('SIGTERM'));
tour.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 1 : 130)));
