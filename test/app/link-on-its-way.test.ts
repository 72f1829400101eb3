/** The link to come in, on its way while an end is filed: it goes to whoever stays after all, once, and to nobody who leaves. */
import { expect, it } from 'vitest';
import { type Filed, type FormValues, NADIA } from '../../examples/acme/forms.ts';
import { sendNotice } from '../../src/app/notices/notify.ts';
import { later } from '../../src/app/world.ts';
import { accountId } from '../../src/core/shared/ids.ts';
import { type Company, describeStory, type MakeCompany } from '../support/company.ts';
import { clickAtOkta, decide, openKinds } from '../support/hands.ts';
import { accountWith, groupsOf } from '../support/looks.ts';
import { ENGINEER_GROUPS, engineer, MARA } from '../support/people.ts';
import { putBack } from '../support/putBack.ts';

const DAY = 86_400_000;
const linksTo = ({ systems }: Company) => systems.mail.messages({ to: 'mara@home.example' }).length;

const renewals = ({ systems }: Company) => systems.okta.log.list({ matching: /lifecycle\/reactivate/ }).length;

/** Hired, with a link that no mail server takes yet. */
async function hired(makeCompany: MakeCompany, values: FormValues = {}, status = 550) {
  const company = await makeCompany();
  company.systems.mail.faults.add({ do: 'refuse', operation: 'data', status, times: 10_000 });
  const hire = await company.file('Onboarding', engineer(values));
  await company.untilQuiet();
  const { id, notices } = await company.state(hire);
  const link = notices.find(({ kind }) => kind === 'activation')?.notice ?? expect.fail('no link was asked for');
  return { company, hire, id, link };
}

/** An end is filed and taken back, with `between` happening in between. */
async function takenBack(company: Company, between: () => Promise<void>) {
  const left = await company.file('Offboarding', { Employee: 'E2001' });
  await between();
  await company.forms.moveTo(NADIA, left.key, 'Withdrawn');
  company.systems.okta.faults.clear();
  await company.untilQuiet();
  company.systems.mail.faults.clear();
  await company.pass('61m');
  return left;
}

async function expectOpen(company: Company, links: number, issues: readonly Filed[]) {
  const stands = [accountWith(company, MARA).status, linksTo(company), await openKinds(company)];
  expect(stands).toEqual(['PROVISIONED', links, []]);
  for (const issue of issues) expect((await company.state(issue)).proved).toBe(true);
}

describeStory('a link that is on its way', (makeCompany) => {
  it('goes out where an end is taken back before it was carried out', async () => {
    const { company, hire } = await hired(makeCompany);
    const left = await takenBack(company, async () => {
      company.systems.okta.faults.add({ on: '.*', do: 'refuse', status: 503, times: 10_000 });
      await company.pass('31m');
    });
    await expectOpen(company, 1, [hire, left]);
  });

  it.each(['1m', '31m'])(
    'is another one where the account was closed in between, for %s, and no case waits for the first',
    async (span) => {
      const { company, hire } = await hired(makeCompany);
      await expectOpen(company, 1, [hire, await takenBack(company, () => company.pass(span))]);
    },
  );

  it.each(['sent', 'on its way'])(
    'that was %s has another one after it where another hand had closed the account',
    async (how) => {
      const { company, hire } = await hired(makeCompany);
      if (how === 'sent') {
        company.systems.mail.faults.clear();
        await company.pass('31m');
      }
      const links = linksTo(company);
      await clickAtOkta(company, 'POST', `/users/${accountWith(company, MARA).id}/lifecycle/deactivate`);
      const [person = ''] = await company.store.read.findPersons('E2001');
      await company.world.engine.send({ lane: 'bulk', look: accountId(`okta/${person}`) });
      await company.untilQuiet();
      company.systems.mail.faults.clear();
      await company.pass('31m');
      expect([await openKinds(company), linksTo(company)]).toEqual([['lowered-by-other-hand'], links]);
      expect(await decide(company, 'lowered-by-other-hand', 'restore')).toMatchObject({ ok: true });
      await company.untilQuiet();
      await expectOpen(company, links + 1, [hire]);
    },
  );

  it('is waited for where a leave passed that nobody could carry out: the account had stood open all the while', async () => {
    const { company, hire } = await hired(makeCompany, {}, 421);
    const leave = await company.file('Leave', {
      ...{ Employee: 'E2001', 'Start date': '2026-03-03', 'Last day': '2026-03-04' },
    });
    await company.untilQuiet();
    await company.leap('2026-03-05T08:00:00.000Z');
    expect([(await company.state(hire)).proved, linksTo(company)]).toEqual([false, 0]);
    company.systems.mail.faults.clear();
    // Put off for days, it is told by now, and tried every half hour.
    await company.leap('31m');
    await expectOpen(company, 1, [hire, leave]);
  });

  it('is waited for where an end was begun and taken back: the account had stood open all the while', async () => {
    const { company, hire } = await hired(makeCompany, {}, 421);
    const { okta } = company.systems;
    okta.faults.add({ on: 'POST .*lifecycle.*', do: 'refuse', status: 503, times: 10_000 });
    const left = await company.file('Offboarding', { Employee: 'E2001' });
    await company.pass('1m');
    await company.forms.moveTo(NADIA, left.key, 'Withdrawn');
    okta.faults.clear();
    await company.pass('10m');
    expect((await company.state(hire)).proved).toBe(false);
    company.systems.mail.faults.clear();
    await company.pass('1h');
    expect(linksTo(company)).toBe(1);
    expect([groupsOf(company, MARA), await openKinds(company)]).toEqual([ENGINEER_GROUPS, []]);
  });

  it('waits for the right time where their work is over by a clock that stands ahead', async () => {
    const contract = { 'Worker type': 'Contractor', 'Last day': '2026-03-05' };
    const { company, id, link } = await hired(makeCompany, contract);
    const { world, store } = company;
    const ahead = { ...world, store: putBack(store, later(company.now(), 10 * DAY)) };
    expect(await sendNotice(ahead, id, link)).toEqual({ again: expect.any(String) });
  });

  it('goes to nobody who has left, also by a clock that was put back since', async () => {
    const { company, id, link } = await hired(makeCompany);
    const { world, store } = company;
    await company.leap('2d');
    company.systems.okta.faults.add({ on: '.*', do: 'refuse', status: 503, times: 10_000 });
    await company.file('Offboarding', { Employee: 'E2001' });
    await company.untilQuiet();
    company.systems.okta.faults.clear();
    company.systems.mail.faults.clear();
    const before = { ...world, store: putBack(store, later(company.now(), -DAY)) };
    await sendNotice(before, id, link);
    expect(linksTo(company)).toBe(0);
  });

  it('is a fresh one where the address comes long after the account was opened', async () => {
    const company = await makeCompany();
    const hire = await company.file('Onboarding', engineer({ 'Private email': '' }));
    await company.pass('14d');
    await company.edit(hire, { 'Private email': 'mara@home.example' });
    await company.untilQuiet();
    expect([linksTo(company), renewals(company)]).toEqual([1, 1]);
  });

  it('is a fresh one where this process keeps that of an earlier way in', async () => {
    const { company, id, link } = await hired(makeCompany);
    const { world, store, systems } = company;
    const [person = ''] = await store.read.findPersons('E2001');
    const earlier = { link: 'https://acme.okta.com/welcome/spent', at: later(company.now(), -60_000) };
    systems.mail.faults.clear();
    await sendNotice({ ...world, links: new Map([[`okta/${person}`, earlier]]) }, id, link);
    expect(systems.mail.messages({ to: 'mara@home.example' }).map(({ text }) => text?.includes('spent'))).toEqual([
      false,
    ]);
  });
});
