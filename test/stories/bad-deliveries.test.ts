/** Bad deliveries: whoever sends one is told by the answer, nothing is done, and the next good one works. */
import { createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import { SECRETS } from '../../examples/acme/company.ts';
import { type Company, describeStory } from '../support/company.ts';
import { groupsOf } from '../support/looks.ts';
import { ENGINEER_GROUPS, engineer, MARA } from '../support/people.ts';

const sign = (body: string, secret = SECRETS.JIRA_WEBHOOK_SECRET ?? '') =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

async function deliver({ running }: Company, body: string, headers: Record<string, string>) {
  const answer = await fetch(`${running.served.url}/webhooks/jira`, { method: 'POST', body, headers });
  return { status: answer.status, body: (await answer.json()) as { refusal?: string } };
}

const about = (key: string) => JSON.stringify({ webhookEvent: 'jira:issue_updated', issue: { key } });

async function expectStillWorks(company: Company) {
  expect((await fetch(`${company.running.served.url}/healthz`)).status).toBe(200);
  const issue = await company.file('Onboarding', engineer());
  await company.untilQuiet();
  expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
  expect((await company.state(issue)).proved).toBe(true);
}

describeStory('a delivery', (makeCompany) => {
  it('with a wrong signature, a wrong token or none is refused with 401 and leads to no look', async () => {
    const company = await makeCompany();
    const body = about('PEO-1');
    const seen = () => company.systems.jira.log.list({ matching: /GET .*PEO-1/ }).length;
    for (const [headers, refusal] of [
      [{ 'x-hub-signature': sign(body, 'guessed') }, 'wrong-signature'],
      [{ 'x-hub-signature': sign(`${body} `) }, 'wrong-signature'],
      [{ 'x-tenure-token': 'guessed' }, 'wrong-token'],
      [{}, 'unsigned'],
    ] as const) {
      expect(await deliver(company, body, headers)).toEqual({ status: 401, body: { refusal } });
    }
    await company.untilQuiet();
    expect(seen()).toBe(0);
    await expectStillWorks(company);
  });

  it('with a forged issue key is refused by name, before anything is asked', async () => {
    const company = await makeCompany();
    for (const key of ['../../myself', 'PEO-1/../../x', "PEO-1' or 1=1", 'peo-1', `PEO-${'9'.repeat(400)}`]) {
      const body = about(key);
      expect(await deliver(company, body, { 'x-hub-signature': sign(body) })).toEqual({
        status: 400,
        body: { refusal: 'forged-issue' },
      });
    }
    const asked = company.systems.jira.log.list().length;
    await company.untilQuiet();
    expect(company.systems.jira.log.list()).toHaveLength(asked);
    await expectStillWorks(company);
  });

  it('about an issue that does not exist, or is none of ours, does nothing', async () => {
    const company = await makeCompany();
    for (const key of ['PEO-999', 'XYZ-1']) {
      const body = about(key);
      expect((await deliver(company, body, { 'x-hub-signature': sign(body) })).status).toBe(200);
    }
    await company.untilQuiet();
    expect(await company.store.read.cases()).toEqual([]);
    await expectStillWorks(company);
  });

  it('with a body of 20 MB is refused with 413 and not kept', async () => {
    const company = await makeCompany();
    const body = about('x'.repeat(20 * 1024 * 1024));
    const answer = await deliver(company, body, { 'x-hub-signature': 'sha256=0' }).catch((fault: unknown) => fault);
    // The door may close before the sender has said everything: then there is no answer to read.
    if (!(answer instanceof Error)) expect(answer).toEqual({ status: 413, body: { refusal: 'too-large' } });
    await expectStillWorks(company);
  });

  it('that is no JSON, or JSON of another kind, is refused by name', async () => {
    const company = await makeCompany();
    for (const body of ['', '{', 'null', '[]', '"PEO-1"', '{"issue":{"key":42}}', '{"a":'.repeat(5_000)]) {
      const { status, body: said } = await deliver(company, body, { 'x-hub-signature': sign(body) });
      expect(status === 400 || (status === 200 && said.refusal === 'no-issue')).toBe(true);
      expect(said.refusal).toMatch(/not-json|forged-issue|no-issue/);
    }
    await expectStillWorks(company);
  });
});
