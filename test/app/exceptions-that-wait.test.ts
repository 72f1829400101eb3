/** What nobody settles is told again by its age, once a step; it can be handed over, but not to or by whom it is about. */
import { expect, it, vi } from 'vitest';
import { wordsOf } from '../../emulators/slack/index.ts';
import { escalate, exceptionsFor, sendWaiting } from '../../src/app/exceptions/index.ts';
import { perform } from '../../src/app/operations/index.ts';
import { type Company, describeStory } from '../support/company.ts';
import { deskUser, testDesk } from '../support/desk.ts';
import { INES, openException, takeFrom } from '../support/hands.ts';
import { groupsOf } from '../support/looks.ts';
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
    // Nor do they see it on a page of theirs, although the role is theirs.
    const force = (await company.world.rules.current()) ?? expect.fail('no policy');
    const seenBy = async (mail: string) => (await exceptionsFor(company.world, force, mail))?.open.length;
    expect([await seenBy(MARA), await seenBy(INES), await seenBy('nobody@acme.example')]).toEqual([0, 1, undefined]);
    await company.pass('4h');
    expect(await escalate(company.world)).toBe(1);
    await company.untilQuiet();
    expect([subjectsTo(company, MARA).length, subjectsTo(company, INES).length]).toEqual([0, 1]);
  });
});

describeStory('an exception on the page of who may settle it, in Slack', (makeCompany) => {
  it('stands there with its cause, is settled and handed over with a reason, and counts once', async () => {
    const company = await makeCompany({ systems: { slack: {} } });
    const { slack } = company.systems;
    if (slack === null) return expect.fail('no Slack');
    const { id } = await withException(company);
    const [ines, rafael, tomasz] = [slack.as(INES), slack.as(RAFAEL), slack.as('tomasz.nowak@acme.example')];
    const looks = async (person: typeof ines) => {
      await person.openHome();
      await company.untilQuiet();
      return wordsOf(person.home?.spec);
    };
    const opens = async (person: typeof ines, action: string) => {
      await person.click(action, { in: 'home' });
      await vi.waitFor(() => expect(person.modal).toBeDefined(), { timeout: 20_000, interval: 5 });
      return wordsOf(person.modal?.spec);
    };
    await company.pass('90m');
    expect(await looks(ines)).toMatch(
      /Exceptions: 1 open, for 1 h 30 min.*taken away by another hand.*Decide: restore it, or end the grant\./s,
    );
    expect(await looks(rafael)).toContain('Exceptions: 1 open');
    // Whoever settles nothing sees nothing of it.
    expect(await looks(tomasz)).not.toContain('Exceptions');

    // Handed over, with a reason and to somebody who may.
    await opens(ines, 'exception.hand-over');
    expect((await ines.submit()).errors).toHaveProperty('to');
    await ines.choose('value', slack.workspace.users.find(RAFAEL).id, { in: 'modal', blockId: 'to' });
    expect((await ines.submit()).errors).toHaveProperty('reason');
    // Both have the form open; what one of them decides is not decided a second time by the other's.
    expect(await opens(rafael, 'exception.settle')).toMatch(/another hand.*Mara Lindt.*eng-core/s);
    rafael.fill({ value: 'Restore it' }, { in: 'modal', blockId: 'verdict' });
    rafael.fill({ value: 'a slip' }, { in: 'modal', blockId: 'reason' });
    ines.fill({ value: 'he knows the group' }, { in: 'modal', blockId: 'reason' });
    await ines.submit();
    await company.untilQuiet();
    expect(await perform(company.world, 'exceptions', {})).toMatchObject({
      result: { exceptions: [{ id, owner: RAFAEL }] },
    });
    expect(wordsOf(ines.home?.spec)).toContain(`Handed over to ${RAFAEL}.`);
    await rafael.submit();
    await company.untilQuiet();
    expect(rafael.messages.map(({ text }) => text)).toContainEqual(
      expect.stringContaining('not as it was shown to you any more'),
    );

    await opens(rafael, 'exception.settle');
    rafael.fill({ value: 'Restore it' }, { in: 'modal', blockId: 'verdict' });
    rafael.fill({ value: 'a slip' }, { in: 'modal', blockId: 'reason' });
    await rafael.submit();
    await company.untilQuiet();
    expect((await company.store.read.exception(id))?.settled).toMatchObject({ by: RAFAEL, verdict: 'restore' });
    expect(wordsOf(rafael.home?.spec)).not.toContain('Exceptions');
    expect(groupsOf(company, MARA)).toContain('eng-core');

    // A page of before: its button finds that it is settled, and says so.
    await ines.click('exception.settle', { in: 'home' });
    await vi.waitFor(
      () => expect(ines.messages.at(-1)?.text).toContain('somebody has settled this exception already'),
      { timeout: 20_000, interval: 5 },
    );
  });
});
