/**
 * `npm run file -- onboarding "First name=Noor" ...`: files one more form in the running example, as Nadia of HR.
 * Several values of one field are separated by `|`.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { JiraForms, NADIA } from '../forms.ts';
import { type RunningSystems, SYSTEMS_FILE } from './folder.ts';

const TYPES: Readonly<Record<string, string>> = {
  onboarding: 'Onboarding',
  change: 'Change',
  leave: 'Leave',
  offboarding: 'Offboarding',
};
const MANY = new Set(['Applications', 'Hardware']);

const [kind = '', ...pairs] = process.argv.slice(2);
const issueType = TYPES[kind];
const path = join('.tenure', 'acme', SYSTEMS_FILE);
if (issueType === undefined || pairs.length === 0)
  fail(`usage: npm run file -- ${Object.keys(TYPES).join('|')} "Field=value" ...`);
if (!existsSync(path)) fail('the example is not running: start it with npm start');

const { addresses } = JSON.parse(readFileSync(path, 'utf8')) as RunningSystems;
const values = Object.fromEntries(
  pairs.map((pair) => {
    const at = pair.indexOf('=');
    if (at < 1) fail(`"${pair}" is not Field=value`);
    const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
    return [name, MANY.has(name) ? value.split('|') : value];
  }),
);
try {
  const filed = await new JiraForms(addresses.jira).file(NADIA, issueType, `${issueType} filed by hand`, values);
  process.stdout.write(`${filed.key}: ${addresses.jira}/browse/${filed.key}\n`);
} catch (trouble) {
  fail(trouble instanceof Error ? trouble.message : String(trouble));
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}
