/** What nobody settles is told again by its age, once a step; it can be handed over, but not to or by whom it is about. */
import { expect, it } from 'vitest';
import { escalate, sendWaiting } from '../../src/app/exceptions/index.ts';
import { perform } from '../../src/app/operations/index.ts';
import { type Company, describeStory } from '../support/company.ts';
import { deskUser, testDesk } from '../support/desk.ts';
import { INES, openException, takeFrom } from '../support/hands.ts';
import { engineer, MARA } from '../support/people.ts';

const RAFAEL = 'rafael.ortiz@acme.example';
const subjectsTo = ({ systems }: Company, to: string) =>
  systems.mail
    .messages({ to })
    .map(({ subject }) => subject ?? '')
    .filter((one) => /open|handed/.test(one));

async function withException(company: Company) {
  await company.file('Onboarding', engineer());
  await company.untilQuiet();
  takeFrom(company, 'eng-core', MARA);
  const [her] = await company.store.read.findPersons(MARA);
  const account = her === undefined ? undefined : (await company.store.read.person(her)).accounts[0];
  if (account !== undefined) await company.world.engine.send({ lane: 'bulk', look: account.id });
  await company.untilQuiet();
  return openException(company, 'gone-after-verified');
}

const over = async (company: Company, exception: string, to: string, by = INES) => {
  const done = await perform(company.world, 'handOver', { exception, to, by, reason: 'knows the group' });
  return done.kind === 'refused' ? done.refused.refusal : done.kind;
};

describeStory('an exception that waits', (makeCompany) => {
  it('is told again by its age, once for each step, and no more when it is settled', async () => {
    const company = await makeCompany();
    const { id } = await withException(company);
    expect(await escalate(company.world)).toBe(0);
    await company.pass('4h');
    expect([await escalate(company.world), await escalate({ ...company.world })]).toEqual([1, 0]);
    await company.untilQuiet();
    expect([subjectsTo(company, INES).length, subjectsTo(company, RAFAEL).length]).toEqual([1, 1]);
    await company.pass('1d');
    expect(await escalate(company.world)).toBe(1);
    // Settled before its mail was on its way.
    expect(
      await perform(company.world, 'settle', { exception: id, verdict: 'restore', by: INES, reason: 'a slip' }),
    ).toMatchObject({ kind: 'done' });
    await company.pass('5d');
    expect(await escalate(company.world)).toBe(0);
    expect(subjectsTo(company, INES).length).toBeLessThanOrEqual(2);
  });

  it('is handed over to who may settle it, who is told, and is shown with it', async () => {
    const company = await makeCompany();
    const { id } = await withException(company);
    expect(await over(company, id, 'nadia.haddad@acme.example')).toBe('may-not-settle');
    expect(await over(company, id, RAFAEL, 'nadia.haddad@acme.example')).toBe('not-allowed');
    expect(await over(company, id, RAFAEL)).toBe('done');
    expect(await over(company, id, RAFAEL)).toBe('theirs-already');
    await company.untilQuiet();
    expect(subjectsTo(company, RAFAEL)).toEqual([expect.stringContaining('handed over to you')]);
    expect(await perform(company.world, 'exceptionShown', { exception: id })).toMatchObject({
      result: {
        owner: RAFAEL,
        tries: { failed: 0 },
        history: [
          { what: 'raised' },
          { what: 'told', to: ['it@acme.example'] },
          { what: 'handed-over', by: INES, to: [RAFAEL], reason: 'knows the group' },
          { what: 'told', to: [RAFAEL] },
        ],
      },
    });
    expect(await perform(company.world, 'exceptions', {})).toMatchObject({
      result: { exceptions: [{ owner: RAFAEL }] },
    });
  });

  it('is put before its new owner where people decide, once, whatever answer is lost, and not when it is settled', async () => {
    const company = await makeCompany();
    const { id, case: on } = await withException(company);
    expect(await over(company, id, RAFAEL)).toBe('done');
    const told = (await company.store.read.stream(on ?? 'system')).flatMap(({ event }) =>
      event.type === 'ExceptionHandedOver' ? [event.notice] : [],
    );
    const { desk, posted, posts, failNext } = testDesk();
    const tell = () => sendWaiting({ ...company.world, desk }, on ?? 'system', told.join(), 'desk');
    failNext('post');
    await expect(tell()).rejects.toMatchObject({ kind: 'transient' });
    await tell();
    expect([...posted.values()]).toMatchObject([
      { to: deskUser(RAFAEL), card: { title: 'An exception was handed over to you', buttons: [] } },
    ]);
    expect(JSON.stringify([...posted.values()])).not.toMatch(/Mara|Lindt/);
    posted.clear();
    await perform(company.world, 'settle', { exception: id, verdict: 'restore', by: INES, reason: 'a slip' });
    await tell();
    expect(posts()).toBe(1);
  });

  it('is neither handed to nor handed over by whom it is about, nor are they told', async () => {
    const company = await makeCompany({
      policy: (text) => text.replace(`confirm: [${INES}`, `confirm: [${MARA}, ${INES}`),
    });
    const { id } = await withException(company);
    expect(await over(company, id, MARA)).toBe('may-not-settle');
    expect(await over(company, id, INES, MARA)).toBe('own-case');
    await company.pass('4h');
    expect(await escalate(company.world)).toBe(1);
    await company.untilQuiet();
    expect([subjectsTo(company, MARA).length, subjectsTo(company, INES).length]).toEqual([0, 1]);
  });
});
