/** One mail for several people, which the server takes for some of them: they have it once, and it is tried for the others. */
import { expect, it } from 'vitest';
import { escalate } from '../../src/app/exceptions/index.ts';
import { settle } from '../../src/app/settling/settle.ts';
import type { TenureEvent } from '../../src/core/evidence/model.ts';
import { caseId } from '../../src/core/shared/ids.ts';
import { type Company, describeStory } from '../support/company.ts';
import { groupTakenByHand, INES, openException, openKinds } from '../support/hands.ts';
import { engineer } from '../support/people.ts';

const [TOMASZ, IT, HER] = ['tomasz.nowak@acme.example', 'it@acme.example', 'lab.desk@acme.example'];
const RAFAEL = 'rafael.ortiz@acme.example';

/** Of the first mail with such a subject: an edited form is told in one of its own. */
function copiesOf({ systems }: Company, subject: RegExp) {
  const { mail } = systems;
  const first = mail.messages().find((one) => subject.test(one.subject))?.messageId;
  return (to: string) => mail.messages({ to }).filter(({ messageId }) => messageId === first).length;
}

const refuse = ({ systems }: Company, address: string, status: number) =>
  systems.mail.faults.add({ do: 'refuse', on: `^RCPT ${address}$`, status, times: 1_000 });

const eventsIn = async ({ store }: Company, stream: string): Promise<readonly TenureEvent[]> =>
  (await store.read.stream(stream === 'system' ? stream : caseId('jira', stream))).map(({ event }) => event);

describeStory('a mail that the server takes for some and refuses for others', (makeCompany) => {
  const READY = /ready/i;
  const copies = (company: Company) => [TOMASZ, IT, HER].map(copiesOf(company, READY));

  it('for good: is told, and tried for those others alone', async () => {
    const company = await makeCompany();
    refuse(company, HER, 550);
    const issue = await company.file('Onboarding', engineer({ Notify: HER }));
    await company.pass('5h');
    expect(copies(company)).toEqual([1, 1, 0]);
    expect(await openKinds(company)).toEqual(['mail-refused']);
    const { notices } = await company.state(issue);
    expect(notices.find(({ kind }) => kind === 'provisioned')).toMatchObject({ sentAt: null, taken: [TOMASZ, IT] });
    company.systems.mail.faults.clear();
    await company.pass('31m');
    expect(copies(company)).toEqual([1, 1, 1]);
    expect(await openKinds(company)).toEqual([]);
    const told = (await eventsIn(company, issue.id)).map(({ type }) => type);
    expect(told.filter((type) => type === 'NoticePartlySent')).toHaveLength(1);
  });

  it('for now: is tried for those others until it is taken', async () => {
    const company = await makeCompany();
    refuse(company, HER, 451);
    await company.file('Onboarding', engineer({ Notify: HER }));
    await company.pass('10m');
    expect(copies(company)).toEqual([1, 1, 0]);
    company.systems.mail.faults.clear();
    await company.pass('6m');
    expect(copies(company)).toEqual([1, 1, 1]);
    expect(await openKinds(company)).toEqual([]);
  });

  it('goes to the address that is corrected, and to nobody again', async () => {
    const company = await makeCompany();
    refuse(company, HER, 550);
    const issue = await company.file('Onboarding', engineer({ Notify: HER }));
    await company.untilQuiet();
    await company.edit(issue, { Notify: 'lab@acme.example' });
    await company.pass('31m');
    expect([...copies(company), copiesOf(company, READY)('lab@acme.example')]).toEqual([1, 1, 0, 1]);
    expect(await openKinds(company)).toEqual([]);
  });

  it('is over when whom it was refused for is not to have it any more', async () => {
    const company = await makeCompany();
    refuse(company, HER, 550);
    const issue = await company.file('Onboarding', engineer({ Notify: HER }));
    await company.untilQuiet();
    await company.edit(issue, { Notify: null });
    await company.pass('31m');
    expect(copies(company)).toEqual([1, 1, 0]);
    expect(await openKinds(company)).toEqual([]);
    expect((await company.state(issue)).notices.filter(({ sentAt }) => sentAt === null)).toEqual([]);
  });

  it('is tried for nobody else either when a person says so', async () => {
    const company = await makeCompany();
    refuse(company, HER, 550);
    await company.file('Onboarding', engineer({ Notify: HER }));
    await company.untilQuiet();
    const { id } = await openException(company, 'mail-refused');
    await settle(company.world, { exception: id, verdict: 'retry', by: INES, reason: 'looked into it' });
    await company.untilQuiet();
    expect(copies(company)).toEqual([1, 1, 0]);
    expect(await openKinds(company)).toEqual(['mail-refused']);
  });
});

describeStory('a message about an exception that waits, taken for one of two', (makeCompany) => {
  it.each([550, 451])('(%i) is tried for the other alone', async (status) => {
    const company = await makeCompany();
    await groupTakenByHand(company);
    await company.leap('4h');
    refuse(company, RAFAEL, status);
    expect(await escalate(company.world)).toBe(1);
    await company.pass('2h');
    const copies = () => [INES, RAFAEL].map(copiesOf(company, /still open/));
    expect(copies()).toEqual([1, 0]);
    company.systems.mail.faults.clear();
    await company.pass('31m');
    expect(copies()).toEqual([1, 1]);
    await company.pass('1h');
    expect(copies()).toEqual([1, 1]);
  });
});
