/** Approvals of the service desk, as the adapter fills in whom they ask and reads back what was answered. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type JiraEmulator, startJiraEmulator } from '../../emulators/jira/index.ts';
import { JiraForms, NADIA } from '../../examples/acme/forms.ts';
import { jiraSeed } from '../../examples/acme/seed.ts';
import { createJiraTracker, type JiraOptions } from '../../src/adapters/jira/index.ts';
import { Fault } from '../../src/ports/fault.ts';
import { bothDescriptions } from './checkedFetch.ts';
import { cutFetch } from './cutFetch.ts';
import { connectionTo, REQUESTS } from './jiraSite.ts';

const person = (name: string, family: string) => ({ email: `${name}.${family}@acme.example`, token: `${name}-token` });
const BEN = person('ben', 'carter');
const CHLOE = person('chloe', 'martin');
describe('approvals of the service desk', () => {
  let jira: JiraEmulator;
  let forms: JiraForms;
  const violations: string[] = [];
  beforeAll(async () => {
    jira = await startJiraEmulator({ seed: jiraSeed });
    forms = new JiraForms(jira.url);
  });
  afterAll(async () => {
    await jira.stop();
    expect(violations).toEqual([]);
  });

  const trackerWith = (more: Partial<JiraOptions> = {}) =>
    createJiraTracker({
      connection: { ...connectionTo(jira.url), auth: { email: 'tenure@acme.example', token: { env: 'JIRA_TOKEN' } } },
      token: 'tenure-token',
      fields: { approvers: 'Approvers', forWhom: 'For whom' },
      cases: [REQUESTS],
      fetch: bothDescriptions(violations),
      ...more,
    });
  const accountOf = ({ email }: { readonly email: string }) => jira.site.directory.userWithMail(email)?.accountId ?? '';
  const asked = () => forms.file(BEN, 'Access request', 'Figma', { 'Requested access': 'Figma: editor' });

  it('ask whom the field names, and show each answer with who gave it', async () => {
    const tracker = trackerWith();
    const { id, key } = await asked();
    expect(await tracker.readApprovals(id)).toEqual([]);
    for (const _ of [1, 2]) {
      expect(await tracker.setPeople(id, 'approvers', [accountOf(CHLOE), accountOf(NADIA)])).toBe(true);
      expect(await tracker.moveTo(id, 'Waiting for approval')).toBe(true);
    }
    const [open, ...others] = (await tracker.readApprovals(id)) ?? [];
    expect(others).toEqual([]);
    expect(open).toMatchObject({ isOpen: true, approvers: [{ verdict: null }, { verdict: null }] });
    const path = `/rest/servicedeskapi/request/${key}/approval/${open?.id}`;
    await forms.call(CHLOE, 'POST', path, { decision: 'decline' });
    const [answered] = (await tracker.readApprovals(id)) ?? [];
    expect(answered?.isOpen).toBe(false);
    expect(answered?.approvers).toContainEqual({ account: accountOf(CHLOE), mail: CHLOE.email, verdict: 'refuse' });
    expect(answered?.approvers).toContainEqual({ account: accountOf(NADIA), mail: NADIA.email, verdict: null });
  });

  it('are refused where their pages break off before the last: who answered may be on the next', async () => {
    const tracker = trackerWith();
    const { id } = await asked();
    for (const _ of [1, 2]) {
      await tracker.setPeople(id, 'approvers', [accountOf(CHLOE)]);
      await tracker.moveTo(id, 'Waiting for approval');
      await tracker.moveTo(id, 'Waiting');
    }
    const { fetch } = cutFetch(/\/approval$/);
    await expect(trackerWith({ fetch }).readApprovals(id)).rejects.toMatchObject({ vendorCode: 'cut-short' });
  });

  it('are answered as our own account where it is among those asked, once; our answer is read as nobody’s', async () => {
    const tracker = trackerWith();
    const { id } = await asked();
    const waits = async (alsoUs: boolean) => {
      await tracker.moveTo(id, 'In Progress');
      await tracker.setPeople(id, 'approvers', [accountOf(CHLOE)], alsoUs);
      await tracker.moveTo(id, 'Waiting for approval');
      return (await tracker.readApprovals(id))?.at(-1)?.id ?? '';
    };
    expect(await tracker.answerApproval(id, await waits(false), 'approve')).toBe(false);
    const approval = await waits(true);
    expect(await tracker.answerApproval(id, approval, 'refuse')).toBe(true);
    expect(await tracker.answerApproval(id, approval, 'approve')).toBe(false);
    expect((await tracker.readApprovals(id))?.at(-1)).toEqual({
      id: approval,
      isOpen: false,
      approvers: [{ account: accountOf(CHLOE), mail: CHLOE.email, verdict: null }],
    });
  });

  it('are closed undecided when the issue leaves the status, and read to the last page', async () => {
    const tracker = trackerWith();
    const { id, key } = await asked();
    await tracker.setPeople(id, 'approvers', [accountOf(CHLOE)]);
    for (let time = 0; time < 55; time += 1) {
      await tracker.moveTo(id, 'Waiting for approval');
      await tracker.moveTo(id, 'In Progress');
    }
    await tracker.moveTo(id, 'Waiting for approval');
    const all = (await tracker.readApprovals(key)) ?? [];
    expect(all).toHaveLength(56);
    expect(all.filter(({ isOpen }) => isOpen)).toHaveLength(1);
  });

  it('are none where there is no desk, or the field is not mapped; without a licence that is a fault and no absence', async () => {
    const tracker = trackerWith();
    const joiner = await forms.file(NADIA, 'Onboarding', 'Somebody', { 'First name': 'Ada' });
    expect(await tracker.readApprovals(joiner.id)).toBeNull();
    expect(await trackerWith({ fields: {} }).setPeople(joiner.id, 'approvers', [])).toBe(false);
    const one = trackerWith({ fields: { approvers: 'For whom' } }).setPeople((await asked()).id, 'approvers', []);
    await expect(one).rejects.toMatchObject({ kind: 'invalid' });
    const { id } = await asked();
    const refused = trackerWith({ fetch: async (input, init) => (isDesk(input) ? noLicence() : fetch(input, init)) });
    await expect(refused.readApprovals(id)).rejects.toSatisfy(
      (fault) => fault instanceof Fault && fault.kind === 'denied',
    );
  });

  it('are asked about before they are needed: the desk, the licence, a field that takes several people', async () => {
    const missing = async (more: Partial<JiraOptions>) =>
      (await trackerWith(more).probePowers()).flatMap(({ held, remedy }) => (held ? [] : [remedy]));
    expect(await missing({})).toEqual([]);
    expect(await missing({ cases: [{ ...REQUESTS, project: 'PEO' }] })).toEqual([
      expect.stringContaining('no service project'),
    ]);
    const noAgent: JiraOptions['fetch'] = async (input, init) => (isDesk(input) ? noLicence() : fetch(input, init));
    expect(await missing({ fetch: noAgent })).toEqual([expect.stringContaining('licence as agent')]);
    const single = trackerWith({ fields: { approvers: 'For whom' } });
    expect((await single.checkMapping()).map(({ what }) => what)).toContain(
      'fields.approvers: "For whom" is no picker of several people',
    );
  });
});

const isDesk = (input: Parameters<typeof fetch>[0]) => String(input).includes('/servicedeskapi/');
/** As the vendor answers whoever is no agent: nothing but the number. */
const noLicence = () => new Response('', { status: 403 });
