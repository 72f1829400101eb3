/** A mail that the server refuses is told to a person once, tried again, and over when it is taken. */
import { expect, it } from 'vitest';
import { sendNotice } from '../../src/app/notices/notify.ts';
import { perform } from '../../src/app/operations/index.ts';
import { settle } from '../../src/app/settling/settle.ts';
import type { World } from '../../src/app/world.ts';
import { Fault } from '../../src/ports/fault.ts';
import { describeStory } from '../support/company.ts';
import { decide, INES, openKinds } from '../support/hands.ts';
import { engineer, MARA } from '../support/people.ts';

const WISH = { 'Requested access': 'Figma: editor', Duration: '7 days' };
const MANAGER = 'tomasz.nowak@acme.example';

describeStory('a mail that is refused for good', (makeCompany) => {
  it('is one exception for as long as it is, and none once the server has taken it', async () => {
    const company = await makeCompany();
    const { mail } = company.systems;
    mail.faults.add({ do: 'refuse', operation: 'data', status: 550, times: 1_000 });
    const issue = await company.file('Onboarding', engineer());
    await company.pass('2h');
    // Each of those about her, and each of those by which that was told.
    const about = (await company.state(issue)).notices.filter(({ kind }) => kind !== 'exception').length;
    const told = 2 * about;
    expect(await openKinds(company)).toEqual(Array(told).fill('mail-refused'));
    await company.pass('2h');
    expect((await openKinds(company)).length).toBe(told);
    expect((await company.state(issue)).proved).toBe(false);
    mail.faults.clear();
    await company.pass('31m');
    expect(await openKinds(company)).toEqual([]);
    expect((await company.state(issue)).proved).toBe(true);
    const settled = await company.store.read.exceptions({ kinds: ['mail-refused'] });
    expect(settled).toHaveLength(told);
    for (const { settled: how } of settled) expect(how).toMatchObject({ by: 'Tenure: it got through' });
    expect(mail.messages({ to: 'mara@home.example' })).toHaveLength(1);
  });

  it('is told no more once a person has let it be, and tried no more either', async () => {
    const company = await makeCompany();
    const { mail } = company.systems;
    mail.faults.add({ do: 'refuse', operation: 'data', status: 550, times: 1_000 });
    const issue = await company.file('Onboarding', engineer());
    await company.untilQuiet();
    while ((await openKinds(company)).length > 0) {
      expect(await decide(company, 'mail-refused', 'ignore')).toMatchObject({ ok: true });
      await company.untilQuiet();
    }
    mail.faults.clear();
    await company.pass('2h');
    expect(await openKinds(company)).toEqual([]);
    const { notices, proved } = await company.state(issue);
    expect(notices.filter(({ sentAt }) => sentAt !== null)).toEqual([]);
    // Nor does anything wait for it.
    expect(proved).toBe(true);
  });

  it('goes to the addresses that have been corrected since, and the way in to no other', async () => {
    const company = await makeCompany();
    const { mail } = company.systems;
    mail.faults.add({ do: 'refuse', operation: 'data', status: 550, times: 1_000 });
    const mistaken = { 'Private email': 'mara@hom.example', Manager: INES };
    const issue = await company.file('Onboarding', engineer(mistaken));
    await company.untilQuiet();
    await company.edit(issue, { 'Private email': 'mara@home.example', Manager: 'tomasz.nowak@acme.example' });
    await company.untilQuiet();
    mail.faults.clear();
    await company.pass('31m');
    const to = (address: string) => mail.messages({ to: address }).map(({ subject }) => subject);
    expect([to('mara@hom.example'), to(INES)]).toEqual([[], []]);
    expect(to('mara@home.example')).toHaveLength(1);
    expect(to('tomasz.nowak@acme.example').length).toBeGreaterThan(0);
    expect(await openKinds(company)).toEqual([]);
  });

  it('is told where the address was taken off the form, and goes to the one that is entered next', async () => {
    const company = await makeCompany();
    const { mail } = company.systems;
    mail.faults.add({ do: 'refuse', operation: 'data', status: 450, times: 1_000 });
    const issue = await company.file('Onboarding', engineer({ 'Private email': 'mara@hom.example' }));
    await company.untilQuiet();
    await company.edit(issue, { 'Private email': null });
    await company.untilQuiet();
    mail.faults.clear();
    await company.pass('31m');
    expect(await openKinds(company)).toEqual(['mail-refused']);
    await company.edit(issue, { 'Private email': 'mara@home.example' });
    await company.pass('31m');
    expect(await openKinds(company)).toEqual([]);
    expect(['hom', 'home'].map((one) => mail.messages({ to: `mara@${one}.example` }).length)).toEqual([0, 1]);
  });

  it('is waited for no more where they leave while the link is on its way, also when they are hired again', async () => {
    const company = await makeCompany();
    const { mail } = company.systems;
    mail.faults.add({ do: 'refuse', operation: 'data', status: 450, times: 1_000 });
    const issue = await company.file('Onboarding', engineer());
    await company.untilQuiet();
    await company.file('Offboarding', { Employee: 'E2001' });
    await company.pass('5m');
    mail.faults.clear();
    await company.pass('10m');
    expect(mail.messages({ to: 'mara@home.example' })).toEqual([]);
    expect([await openKinds(company), (await company.state(issue)).proved]).toEqual([[], true]);
    const again = await company.file('Onboarding', engineer());
    await company.pass('31m');
    for (const one of [issue, again]) expect((await company.state(one)).proved).toBe(true);
    expect(mail.messages({ to: 'mara@home.example' })).toHaveLength(1);
  });

  it.each([450, 550])(
    '(%i) is waited for no more where they are sent on leave before it went, and they have one link',
    async (status) => {
      const company = await makeCompany();
      const { mail } = company.systems;
      mail.faults.add({ do: 'refuse', operation: 'data', status, times: 1_000 });
      const issue = await company.file('Onboarding', engineer());
      await company.untilQuiet();
      const away = { 'Start date': '2026-03-01', 'Last day': '2026-03-10' };
      const leave = await company.file('Leave', { Employee: 'E2001', ...away });
      await company.pass('1h');
      mail.faults.clear();
      await company.pass('2026-03-12T09:00:00Z');
      expect(await openKinds(company)).toEqual([]);
      for (const one of [issue, leave]) expect((await company.state(one)).proved).toBe(true);
      expect(mail.messages({ to: 'mara@home.example' })).toHaveLength(1);
    },
  );

  it('and has no address any more is nobody’s to correct once they have left', async () => {
    const company = await makeCompany();
    const { mail } = company.systems;
    mail.faults.add({ do: 'refuse', operation: 'data', status: 450, times: 1_000 });
    const issue = await company.file('Onboarding', engineer());
    await company.untilQuiet();
    await company.edit(issue, { 'Private email': null });
    await company.untilQuiet();
    mail.faults.clear();
    await company.pass('31m');
    expect(await openKinds(company)).toEqual(['mail-refused']);
    await company.file('Offboarding', { Employee: 'E2001' });
    await company.pass('31m');
    expect([await openKinds(company), (await company.state(issue)).proved]).toEqual([[], true]);
  });

  it('for now, hour after hour, is not a fresh link from the provider every few seconds', async () => {
    const company = await makeCompany();
    const { mail, okta } = company.systems;
    mail.faults.add({ do: 'refuse', on: '^RCPT mara@', status: 450, times: 1_000 });
    await company.file('Onboarding', engineer());
    await company.pass('1h');
    expect(okta.log.list({ matching: /activate/ }).length).toBeLessThan(20);
    mail.faults.clear();
    await company.pass('6m');
    expect(mail.messages({ to: 'mara@home.example' })).toHaveLength(1);
  });

  it('for now, and still after six hours, is told like one that is refused, and goes once it is taken', async () => {
    const company = await makeCompany();
    const { mail } = company.systems;
    mail.faults.add({ do: 'refuse', on: '^RCPT mara@', status: 450, times: 1_000 });
    await company.file('Onboarding', engineer());
    await company.pass('5h');
    expect(await openKinds(company)).toEqual([]);
    await company.pass('2h');
    expect(await openKinds(company)).toEqual(['mail-refused']);
    mail.faults.clear();
    await company.pass('31m');
    expect(mail.messages({ to: 'mara@home.example' })).toHaveLength(1);
    expect(await openKinds(company)).toEqual([]);
  });

  it('is nobody’s to settle any more once what it asked has been answered', async () => {
    const company = await makeCompany();
    const { site } = company.systems.jira;
    site.addUser({ displayName: 'Mara Lindt', groups: [], email: MARA, token: 'mara-token' });
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    company.systems.mail.faults.add({ do: 'refuse', on: `^RCPT ${MANAGER}$`, status: 550, times: 1_000 });
    const asked = await company.file('Access request', WISH, { email: MARA, token: 'mara-token' });
    await company.untilQuiet();
    expect(await openKinds(company)).toEqual(['mail-refused']);
    expect(await perform(company.world, 'decide', { case: asked.key, verdict: 'approve', by: MANAGER })).toMatchObject({
      kind: 'done',
    });
    await company.pass('31m');
    expect(await openKinds(company)).toEqual([]);
    expect((await company.state(asked)).proved).toBe(true);
  });

  it('is nobody’s to settle any more once the desk has put the question', async () => {
    const company = await makeCompany({
      systems: { slack: {} },
      policy: (text) => text.replace('\nmail:', '\nmail:\n  requests: { approvers: unless-desk }'),
    });
    const { jira, slack, mail } = company.systems;
    jira.site.addUser({ displayName: 'Mara Lindt', groups: [], email: MARA, token: 'mara-token' });
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    mail.faults.add({ do: 'refuse', on: `^RCPT ${MANAGER}$`, status: 550, times: 1_000 });
    slack?.faults.add({ do: 'down' });
    await company.file('Access request', WISH, { email: MARA, token: 'mara-token' });
    await company.pass('10m');
    expect(await openKinds(company)).toEqual(['mail-refused']);
    slack?.faults.clear();
    await company.pass('31m');
    expect(slack?.as(MANAGER).messages).toHaveLength(1);
    expect(await openKinds(company)).toEqual([]);
  });

  it('is tried at once when a person says so, and no oftener from then on', async () => {
    const company = await makeCompany();
    const { store, world } = company;
    const { mail } = company.systems;
    const tries = () => mail.log.list({ matching: /^data /i }).length;
    const triesOf = async (work: () => Promise<unknown>) => {
      const before = tries();
      await work();
      return tries() - before;
    };
    const hour = () => company.pass('1h');
    mail.faults.add({ do: 'refuse', operation: 'data', status: 550, times: 1_000 });
    const issue = await company.file('Onboarding', engineer());
    await company.pass('2h');
    const noticesOf = async () => (await company.state(issue)).notices;
    // Of these nobody is told by a mail, so that nothing else is tried with it.
    const told = (await noticesOf()).find(({ kind }) => kind === 'exception')?.notice ?? expect.fail('nobody was told');
    const itsRow = async () => {
      const open = await store.read.exceptions({ kinds: ['mail-refused'], open: true });
      return open.find(({ detail }) => detail.notice === told) ?? expect.fail('it is not open');
    };
    const again = async () => {
      const decided = { exception: (await itsRow()).id, verdict: 'retry', by: INES, reason: 'looked into it' } as const;
      expect(await settle(world, decided)).toMatchObject({ ok: true });
      await company.untilQuiet();
    };
    const usual = await triesOf(hour);
    const first = (await itsRow()).id;
    expect(await triesOf(again)).toBe(1);
    expect((await itsRow()).id).not.toBe(first);
    expect(await triesOf(hour)).toBe(usual);
    mail.faults.clear();
    expect(await triesOf(again)).toBe(1);
    expect((await noticesOf()).find(({ notice }) => notice === told)?.sentAt).not.toBeNull();
    await expect(itsRow()).rejects.toThrow('it is not open');
  });
});

describeStory('a mail that two jobs send at once', (makeCompany) => {
  it.each([
    ['refused to one of them', true],
    ['taken from both', false],
  ])('is on record once, and no exception, where it was %s', async (_, isRefused) => {
    const company = await makeCompany();
    const { world } = company;
    const { mail } = company.systems;
    mail.faults.add({ do: 'refuse', operation: 'data', status: 450, times: 1_000 });
    const issue = await company.file('Onboarding', engineer());
    await company.untilQuiet();
    mail.faults.clear();
    const { id, notices } = await company.state(issue);
    const notice = notices.find(({ kind }) => kind === 'activation')?.notice ?? '';
    const late: World = {
      ...world,
      mailer: {
        ...world.mailer,
        send: async (message) => {
          await sendNotice(world, id, notice);
          if (isRefused) throw new Fault('denied', 'send mail');
          return world.mailer.send(message);
        },
      },
    };
    await sendNotice(late, id, notice);
    const told = (await company.timeline(issue)).map(({ event }) => event);
    expect(told.filter((event) => event.type === 'NoticeSent' && event.notice === notice)).toHaveLength(1);
    expect(await openKinds(company)).toEqual([]);
  });
});
