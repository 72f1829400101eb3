/**
 * Known holes in what is installed, as the registry knows them (`npm audit`). A registry that does not answer is said and is
 * no failure: whoever has no way out still builds; with `--answered` it is one. A hole of `high` or `critical` in what
 * production runs is one always.
 */
import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What `npm audit --json` printed -> what to say, and whether it is a failure. `mustAnswer`: that nobody could say is one. */
export function judged(text, mustAnswer = false) {
  let report;
  try {
    report = JSON.parse(text);
  } catch {
    return { failed: mustAnswer, says: 'Not audited: npm gave no answer that can be read.' };
  }
  const counts = report.metadata?.vulnerabilities;
  if (counts === undefined) {
    return { failed: mustAnswer, says: `Not audited: ${whyNot(report)}` };
  }
  const { low = 0, moderate = 0, high = 0, critical = 0 } = counts;
  const names = Object.values(report.vulnerabilities ?? {}).map(({ name, severity }) => `${name} (${severity})`);
  const says =
    `Audited: ${critical} critical, ${high} high, ${moderate} moderate, ${low} low. ${names.join(', ')}`.trim();
  return { failed: high + critical > 0, says };
}

/** A registry that has no such question refuses the request, and npm then gives a status and no code. */
function whyNot({ statusCode, error }) {
  if (statusCode === undefined) return `the registry does not answer (${error?.code ?? 'npm names no reason'}).`;
  const says = [404, 405, 501].includes(statusCode) ? ': it does no audits. Ask another one' : '';
  return `the registry refuses the question with status ${statusCode}${says}.`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const { stdout } = spawnSync(npm, ['audit', '--omit=dev', '--json'], {
    cwd: dirname(dirname(fileURLToPath(import.meta.url))),
    encoding: 'utf8',
    timeout: 60_000,
    shell: process.platform === 'win32',
  });
  const { failed, says } = judged(stdout ?? '', process.argv.includes('--answered'));
  console.log(says);
  process.exit(failed ? 1 : 0);
}
