/**
 * `lookThrough.ts FILE`: what a whole run of several programmes has printed, looked through for secrets as a run of the tests is.
 * Says how many lines, and ends with 1 when one of them has a secret in it; where, and never which.
 */
import { readFileSync } from 'node:fs';
import { secretsIn } from './said.ts';

const lines = readFileSync(process.argv[2] ?? '', 'utf8').split('\n');
const leaks = lines.flatMap((line, at) => secretsIn(line).map((what) => `${what} in line ${at + 1}`));
console.log(`Printed: ${lines.length} lines looked through for secrets; found: ${leaks.length}.`);
for (const leak of leaks) console.log(leak);
process.exitCode = leaks.length === 0 ? 0 : 1;
