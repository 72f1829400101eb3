/**
 * A zero byte and half of a character stand in no text and no JSON of PostgreSQL's. Whatever outside system brings them, the work
 * goes on, and what is kept says that a character could not be read.
 */
import { expect, it, vi } from 'vitest';
import { wordsOf } from '../../emulators/slack/index.ts';
import { listGroups } from '../../src/app/listGroups.ts';
import { foldCase } from '../../src/core/evidence/index.ts';
import { type Company, describeStory } from '../support/company.ts';
import { groupsOf } from '../support/looks.ts';
import { ENGINEER_GROUPS, engineer, MARA } from '../support/people.ts';
import { swept } from '../support/sweeping.ts';

const BROKEN = 'a\0b\ud800c';
const KEPT = 'a\ufffdb\ufffdc';

const troubles = ({ log }: Company) => log.filter(({ level }) => level === 'error');

describeStory('text that no store keeps', (makeCompany) => {
  it('in a form of Jira, in whoever files it and in a group of Okta’s keeps nobody from working', async () => {
    const company = await makeCompany();
    const { jira, okta } = company.systems;
    jira.site.addUser({ displayName: BROKEN, email: MARA, token: 'mara-token', groups: [] });
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    expect(groupsOf(company, MARA)).toEqual(ENGINEER_GROUPS);
    const asked = { 'Requested access': 'AWS: production', Duration: '6 hours', Reason: `The ${BROKEN} upgrade` };
    const issue = await company.file('Access request', asked, { email: MARA, token: 'mara-token' });
    await company.untilQuiet();
    const { request } = await company.state(issue);
    expect(request.lines).toMatchObject([{ asked: { personal: { reason: `The ${KEPT} upgrade` } } }]);

    const made = await fetch(`${okta.url}/api/v1/groups`, {
      method: 'POST',
      headers: { authorization: 'SSWS emulator-token', 'content-type': 'application/json' },
      body: JSON.stringify({ profile: { name: BROKEN, description: BROKEN } }),
    });
    expect(made.status).toBe(200);
    const { id } = (await made.json()) as { readonly id: string };
    const mara = okta.directory.users().find(({ profile }) => profile.login === MARA)?.id ?? '';
    okta.directory.addMember(id, mara);
    await listGroups(company.world);
    expect((await company.store.read.groups()).map(({ name }) => name)).toContain(`okta:${KEPT}`);
    await swept(company);
    expect(troubles(company)).toEqual([]);
  });

  it('typed in Slack is asked for, and refused, as any other', async () => {
    const company = await makeCompany({ systems: { slack: {} } });
    const { slack, jira } = company.systems;
    if (slack === null) throw new Error('this company has no Slack');
    jira.site.addUser({ displayName: 'Mara Lindt', email: MARA, token: 'mara-token', groups: [] });
    slack.workspace.users.add({ email: MARA, realName: 'Mara Lindt', displayName: 'Mara' });
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    const mara = slack.as(MARA);
    expect((await mara.run('/access \0\ud800'))?.result).toBe('acknowledged');
    await vi.waitFor(() => expect(wordsOf(mara.modal?.spec)).toContain('Nothing here is called'), {
      timeout: 20_000,
    });
    await mara.close();
    await mara.run('/access aws');
    await vi.waitFor(() => expect(wordsOf(mara.modal?.spec)).toContain('AWS: production'), { timeout: 20_000 });
    const fill = (id: string, value: string) => mara.fill({ value }, { in: 'modal', blockId: id });
    fill('reason', `The ${BROKEN} upgrade`);
    fill('duration:aws:production', '6 hours');
    expect(await mara.submit()).not.toHaveProperty('errors.reason');
    await company.untilQuiet();

    const tomasz = slack.as('tomasz.nowak@acme.example');
    await tomasz.openHome();
    await company.untilQuiet();
    await tomasz.click('question.open', { in: 'home' });
    await vi.waitFor(() => expect(tomasz.modal).toBeDefined(), { timeout: 20_000 });
    tomasz.fill({ value: 'Refuse' }, { in: 'modal', blockId: 'verdict' });
    tomasz.fill({ value: BROKEN }, { in: 'modal', blockId: 'reason' });
    await tomasz.submit();
    await company.untilQuiet();
    const [row] = await company.store.read.cases({ kind: 'access-request' });
    const id = row?.id ?? expect.fail('no request');
    const { request } = foldCase(id, await company.store.read.stream(id));
    expect(request.lines).toMatchObject([{ asked: { personal: { reason: `The ${KEPT} upgrade` } } }]);
    expect(request.questions.flatMap(({ decisions }) => decisions)).toMatchObject([{ personal: { reason: KEPT } }]);
    expect(troubles(company)).toEqual([]);
  });
});
