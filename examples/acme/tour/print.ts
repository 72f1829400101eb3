/** What the tour says in the terminal. Colour only where somebody looks. */
import { styleText } from 'node:util';
import type { EventLine } from '../../../src/core/evidence/index.ts';
import type { Filed } from '../forms.ts';
import type { Found } from './folder.ts';
import type { TourCase, TourResult } from './run.ts';

type Say = (line: string) => void;

const coloured = process.stdout.isTTY && !process.env.NO_COLOR;
const style = (format: Parameters<typeof styleText>[0], text: string) => (coloured ? styleText(format, text) : text);
const PLACES: Readonly<Record<EventLine['where'], string>> = {
  form: 'Jira form',
  ledger: 'Tenure',
  provider: 'Okta',
  issue: 'Jira issue',
  mail: 'Mail',
  case: 'Tenure',
};

export function welcome(say: Say, systems: Found, tenure: string, store: string, milliseconds: number): void {
  say('');
  say(style('bold', 'Tenure for Acme Science'));
  say(`  Jira    ${systems.addresses.jira}    (an emulator: the forms are filed here, the record stays here)`);
  say(`  Okta    ${systems.addresses.okta}    (an emulator: accounts and groups)`);
  say(`  Slack   ${systems.addresses.slack}    (an emulator: approvers decide here)`);
  say(`  Mail    ${systems.mailPage}    (what was sent)`);
  say(`  Tenure  ${tenure}`);
  say(
    store === 'pglite'
      ? `  Store   embedded, for one process: good for a look; set DATABASE_URL to use a PostgreSQL of your own`
      : '  Store   PostgreSQL',
  );
  say(style('dim', `  up after ${milliseconds} ms`));
}

/** `by` = who filed it; `null` = it was filed by the earlier run. */
export function caseHead(say: Say, filed: Filed, summary: string, by: string | null): void {
  say('');
  say(
    style('bold', `${filed.key}  ${summary}`) + (by === null ? '  (filed by the earlier run)' : `  (filed by ${by})`),
  );
}

export function heading(say: Say, text: string): void {
  say('');
  say(style('bold', text));
}

export const eventRow = (say: Say, { where, text }: EventLine, milliseconds: number) =>
  say(`  ${`${milliseconds} ms`.padStart(9)}  ${PLACES[where].padEnd(10)}  ${text}`);

export const personRow = (say: Say, text: string) => say(`  ${''.padStart(9)}  ${'a person'.padEnd(10)}  ${text}`);

export function caseEnd(say: Say, one: TourCase): void {
  const calls = `${one.providerWrites} writes and ${one.providerReads} reads at the provider`;
  say(wordsOf(one, calls));
}

function wordsOf({ key, state, milliseconds, items, accepted }: TourCase, calls: string): string {
  switch (state) {
    case 'proved':
      return style('green', `  ${key} proved after ${milliseconds} ms: ${items} items read back, ${calls}`);
    case 'closed':
      return style(
        'yellow',
        `  ${key} closed after ${milliseconds} ms, ${accepted} of ${items} items accepted by a person, ${calls}`,
      );
    default:
      return style('red', `  ${key} is ${state}, not proved`);
  }
}

export function goodbye(say: Say, systems: Found, { cases, figures }: TourResult, once: boolean): void {
  say('');
  const closed = figures.closed === 0 ? '' : `, ${figures.closed} closed with accepted risk`;
  say(`${figures.proved} of ${figures.cases} cases proved${closed} in ${figures.milliseconds} ms.`);
  say('');
  say('The evidence, as people read it:');
  for (const { key, kind } of cases) say(`  ${kind.padEnd(16)}${systems.addresses.jira}/browse/${key}`);
  say(`  ${'mails'.padEnd(16)}${systems.mailPage}`);
  if (once) return;
  say('');
  const today = new Date().toISOString().slice(0, 10);
  for (const line of [
    'Still up. In another terminal:',
    `  npm run tenure -- receipt ${cases.at(-1)?.key ?? 'PEO-1'}`,
    '  npm run tenure -- timeline E2001',
    '  npm run tenure -- explain --attributes department=Engineering,title="Software Engineer",location=London,workerType=employee',
    '  npm run tenure -- doctor',
    '  npm run tenure -- policy plan          (after editing .tenure/acme/policy)',
    '  npm run file -- onboarding "Employee number=E2002" "First name=Noor" "Last name=Haddad" \\',
    '    "Private email=noor@home.example" Department=Engineering "Job title=Software Engineer" \\',
    `    Location=London "Worker type=Employee" "Start date=${today}"`,
  ]) {
    say(line);
  }
  say('Ctrl-C ends it and throws the example world away.');
}
