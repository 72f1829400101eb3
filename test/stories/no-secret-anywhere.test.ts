/** Secrets stay where they are: in no log, no row, no comment, no mail and no answer, also when a call is refused and its answer shows them. */
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { SECRETS } from '../../examples/acme/company.ts';
import { tellMissingRights } from '../../src/app/clock/missingRights.ts';
import { type Company, describeStory } from '../support/company.ts';
import { commentsOn } from '../support/looks.ts';
import { engineer } from '../support/people.ts';

/** Every row of ours, as text. */
async function rowsOf({ opened }: Company): Promise<string> {
  const { main } = opened.databases;
  const { rows: tables } = await sql<{ name: string }>`
    select quote_ident(table_schema) || '.' || quote_ident(table_name) as name from information_schema.tables
    where table_schema in ('tenure', 'tenure_jobs') and table_type = 'BASE TABLE'`.execute(main);
  expect(tables.length).toBeGreaterThan(15);
  const found: string[] = [];
  for (const { name } of tables) {
    const { rows } = await sql<{ text: string }>`select t::text as text from ${sql.raw(name)} t`.execute(main);
    found.push(...rows.map(({ text }) => `${name}: ${text}`));
  }
  return found.join('\n');
}

const logOf = ({ log }: Company) =>
  log
    .map(
      ({ fields, message }) =>
        `${message} ${JSON.stringify(fields, (_, value) => (value instanceof Error ? `${value.stack}` : value))}`,
    )
    .join('\n');

describeStory('a secret', (makeCompany) => {
  it('is told to nobody, whatever fails and whatever the vendors say back', async () => {
    const company = await makeCompany({ systems: { slack: {} }, mayStumble: true });
    const { okta, jira, slack, mail } = company.systems;
    const secrets = Object.entries(SECRETS).filter(([name]) => !['HELP_DESK_TOKEN', 'MANAGER_TOKEN'].includes(name));
    expect(secrets.length).toBeGreaterThan(6);
    const issue = await company.file('Onboarding', engineer());
    // A vendor, or a proxy before it, that shows everything it was sent.
    const echo = JSON.stringify({
      errorCode: secrets
        .map(([, secret]) => secret)
        .join(' ')
        .slice(0, 90),
      errorSummary: secrets.map(([, secret]) => secret).join(' '),
      errorMessages: secrets.map(([, secret]) => secret),
      error: secrets[0]?.[1],
    });
    for (const { faults } of [okta, jira, ...(slack === null ? [] : [slack])]) {
      for (const status of [401, 403, 400, 500])
        faults.add({ on: '/', do: 'refuse', status, times: 2, body: JSON.parse(echo) });
    }
    await company.pass('2h');
    // What a credential lacks is told with the vendor's own words, and recorded.
    for (const { faults } of [okta, jira])
      for (const status of [401, 403]) faults.add({ on: '/', do: 'refuse', status, times: 8, body: JSON.parse(echo) });
    expect(await tellMissingRights(company.world)).toBeGreaterThan(0);
    for (const { faults } of [okta, jira, ...(slack === null ? [] : [slack])]) faults.clear();
    await company.pass('2h');
    const { url } = company.running.served;
    const answers = await Promise.all(
      ['/webhooks/jira', '/webhooks/okta', '/webhooks/slack', '/api/status', '/readyz', '/nothing'].map(
        async (path) => {
          const headers = { 'x-tenure-token': 'wrong', authorization: 'Bearer wrong' };
          const answer = await fetch(`${url}${path}`, { method: path === '/readyz' ? 'GET' : 'POST', headers });
          return `${JSON.stringify([...answer.headers])} ${await answer.text()}`;
        },
      ),
    );
    const mails = mail.messages().map(({ subject, text, html }) => `${subject} ${text} ${html}`);
    // The one mail that is for it: whoever joins opens their account by this link, and nobody else is to.
    const links = mails.flatMap((text) => text.match(/https?:\/\/[^\s"<]*(?:welcome|activat)[^\s"<]*/g) ?? []);
    expect(links.length).toBeGreaterThan(0);
    const said = {
      log: logOf(company),
      rows: await rowsOf(company),
      comments: commentsOn(company, issue).join('\n'),
      answers: answers.join('\n'),
    };
    expect(Object.values(said).filter((text) => text === '')).toEqual([]);
    const places = { ...said, mails: mails.join('\n') };
    const leaked = Object.entries(places).flatMap(([place, text]) =>
      secrets.filter(([, secret]) => text.includes(secret)).map(([name]) => `${name} in ${place}`),
    );
    const linked = Object.entries(said).flatMap(([place, text]) =>
      links.filter((link) => text.includes(link)).map(() => `an activation link in ${place}`),
    );
    expect([...leaked, ...linked]).toEqual([]);
  });
});
