/** What nobody settles is told again by its age, once a step; it can be handed over, but not to or by whom it is about. */
import { expect, it, vi } from 'vitest';
import { wordsOf } from '../../emulators/slack/index.ts';
import { acmePolicy } from '../../examples/acme/company.ts';
import { AISHA, type Filer } from '../../examples/acme/forms.ts';
import { escalate, exceptionsFor, sendWaiting, writeExceptionTasks } from '../../src/app/exceptions/index.ts';
import { taskPlaces } from '../../src/app/exceptions/taskPlaces.ts';
import { listGroups } from '../../src/app/listGroups.ts';
import { lookAtIssue } from '../../src/app/look/look.ts';
import { perform } from '../../src/app/operations/index.ts';
import { applyPolicy } from '../../src/app/policy/policyInForce.ts';
import { restoreFromIssues } from '../../src/app/restore/fromIssues.ts';
import { exceptionId } from '../../src/core/shared/ids.ts';
import { Fault } from '../../src/ports/fault.ts';
import { type Company, describeStory } from '../support/company.ts';
import { deskUser, testDesk } from '../support/desk.ts';
import { emptyAll } from '../support/emptyAll.ts';
import { groupTakenByHand, INES, openException } from '../support/hands.ts';
import { commentsOn, groupsOf } from '../support/looks.ts';
import { MARA } from '../support/people.ts';
import { emptied, hire, mayBeEmptied, STAFF } from '../support/tableEdits.ts';

const RAFAEL = 'rafael.ortiz@acme.example';
const RAFAEL_AT_JIRA: Filer = { email: RAFAEL, token: 'rafael-token' };
const subjectsTo = ({ systems }: Company, to: string) =>
  systems.mail
    .messages({ to })
    .map(({ subject }) => subject ?? '')
    .filter((one) => /open|handed/.test(one));

const over = async (company: Company, exception: string, to: string, by = INES) => {
  const done = await perform(company.world, 'handOver', { exception, to, by, reason: 'knows the group' });
  return done.kind === 'refused' ? done.refused.refusal : done.kind;
};

describeStory('an exception that waits', (makeCompany) => {
  it('is told again by its age, once for each step, and no more when it is settled', async () => {
    const company = await makeCompany();
    const { id } = await groupTakenByHand(company);
    expect(await escalate(company.world)).toBe(0);
    await company.leap('4h');
    expect([await escalate(company.world), await escalate({ ...company.world })]).toEqual([1, 0]);
    await company.untilQuiet();
    expect([subjectsTo(company, INES).length, subjectsTo(company, RAFAEL).length]).toEqual([1, 1]);
    await company.leap('1d');
    expect(await escalate(company.world)).toBe(1);
    // Settled before its mail was on its way.
    expect(
      await perform(company.world, 'settle', { exception: id, verdict: 'restore', by: INES, reason: 'a slip' }),
    ).toMatchObject({ kind: 'done' });
    await company.leap('5d');
    expect(await escalate(company.world)).toBe(0);
    expect(subjectsTo(company, INES).length).toBeLessThanOrEqual(2);
  });

  it('is not told again when somebody settles it just then', async () => {
    const company = await makeCompany();
    const { id } = await groupTakenByHand(company);
    await company.leap('4h');
    const { store } = company.world;
    const transaction: typeof store.transaction = async (...given) => {
      await perform(company.world, 'settle', { exception: id, verdict: 'restore', by: INES, reason: 'a slip' });
      return store.transaction(...given);
    };
    expect(await escalate({ ...company.world, store: { ...store, transaction } })).toBe(0);
  });

  it('is handed over to who may settle it, who is told, and is shown with it', async () => {
    const company = await makeCompany();
    const { id } = await groupTakenByHand(company);
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
    const { id, case: on } = await groupTakenByHand(company);
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
    const { id } = await groupTakenByHand(company);
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
    const { id } = await groupTakenByHand(company);
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

/** As examples/acme/tenure.yaml has it, ready to be taken out of its comment. */
const filed = (text: string, file: string) =>
  file === 'tenure.yaml'
    ? text.replace(/# exceptions:[\s\S]*?Accepted: accept \}/, (block) => block.replaceAll(/^# /gm, ''))
    : text;

const tasksOf = ({ systems }: Company) =>
  [...systems.jira.site.issues.all()].filter(({ type }) => type.name === 'Exception');

/** Touches two people, and says that it may touch one. */
async function heldOver(company: Company) {
  const edit = (text: string, file: string) =>
    mayBeEmptied(emptied(filed(text, file))).replace('peoplePerOrigin: 25', 'peoplePerOrigin: 1');
  const policy = acmePolicy(company.systems.addresses, edit);
  const answer = await applyPolicy(company.world, { policy, author: 'rafael', approver: null });
  return answer.kind === 'held' ? answer : expect.fail(`not held but ${answer.kind}`);
}

describeStory('an exception as an issue', (makeCompany) => {
  it('is filed once, assigned to whom it is handed over, decided by who moves it and may, and closed', async () => {
    const company = await makeCompany({ policy: filed });
    const { id } = await groupTakenByHand(company);
    const tasks = () => tasksOf(company);
    const task = () => tasks()[0] ?? expect.fail('no issue');
    const shown = async () =>
      JSON.stringify(await company.forms.call(RAFAEL_AT_JIRA, 'GET', `/rest/api/3/issue/${task().key}?fields=*all`));
    const moves = async (by: Filer, status: string) => {
      await company.forms.moveTo(by, task().key, status);
      await company.untilQuiet();
      return task().state.status.name;
    };

    // The answer to its filing is lost, and the search does not know of it yet.
    const { fileIssue } = company.world.tracker;
    const lossy = {
      ...company.world.tracker,
      fileIssue: async (...given: Parameters<typeof fileIssue>) => {
        await fileIssue(...given);
        throw new Fault('transient', 'file issue', { note: 'no answer' });
      },
    };
    await writeExceptionTasks({ ...company.world, tracker: lossy });
    await writeExceptionTasks(company.world);
    expect(tasks()).toHaveLength(1);
    await company.pass('2m');
    await writeExceptionTasks(company.world);
    await writeExceptionTasks(company.world);
    expect(tasks()).toHaveLength(1);
    expect(await shown()).toMatch(/"summary":"PEO-1: A membership Tenure had verified was taken away by another hand/);
    expect(await shown()).not.toMatch(/Mara|Lindt/);

    expect(await over(company, id, RAFAEL)).toBe('done');
    await writeExceptionTasks(company.world);
    expect(await shown()).toMatch(/"assignee":\{.*?"displayName":"Rafael Ortiz"/);

    // Somebody without the role, and somebody with it who does not say how.
    expect(await moves(AISHA, 'Restored')).toBe('To Do');
    expect(await moves(RAFAEL_AT_JIRA, 'Done')).toBe('To Do');
    expect(await shown()).toMatch(/may not decide so.*does not say how it was settled/s);
    expect((await company.store.read.exception(id))?.settled).toBeNull();

    const words = {
      type: 'doc',
      version: 1,
      content: [{ type: 'paragraph', content: [{ type: 'text', text: 'A slip' }] }],
    };
    await company.forms.call(RAFAEL_AT_JIRA, 'POST', `/rest/api/3/issue/${task().key}/comment`, { body: words });
    expect(await moves(RAFAEL_AT_JIRA, 'Restored')).toBe('Restored');
    expect((await company.store.read.exception(id))?.settled).toMatchObject({ by: RAFAEL, verdict: 'restore' });
    expect(groupsOf(company, MARA)).toContain('eng-core');
    expect(await perform(company.world, 'exceptionShown', { exception: id })).toMatchObject({
      result: { history: expect.arrayContaining([expect.objectContaining({ what: 'settled', reason: 'A slip' })]) },
    });
    await writeExceptionTasks(company.world);
    await writeExceptionTasks(company.world);
    expect(task().state.status.name).toBe('Done');
    expect((await shown()).match(/Settled by rafael/g)).toHaveLength(1);
    expect(tasks()).toHaveLength(1);
  });

  it('that is hidden from us is not taken for one that was deleted, and is not filed again and again', async () => {
    const company = await makeCompany({ policy: filed });
    const { site } = company.systems.jira;
    const { id } = await groupTakenByHand(company);
    const pass = async (times: number) => {
      for (let n = 0; n < times; n += 1) await writeExceptionTasks(company.world);
      return tasksOf(company).length;
    };
    const setLevel = (n: number, level?: string) => {
      const task = tasksOf(company)[n] ?? expect.fail('no issue');
      const { security: _, ...values } = Object.fromEntries(task.state.values);
      const shown = { ...values, ...(level === undefined ? {} : { security: level }) };
      site.replaceState(site.issue(task.key), { values: new Map(Object.entries(shown)) });
      return task.id;
    };
    const hide = (n: number) => setLevel(n, 'not ours');
    expect(await pass(1)).toBe(1);
    const first = hide(0);
    // As the tracker sends it of any edit, and as whoever hands it over meets it.
    await lookAtIssue(company.world, first);
    expect(await pass(3)).toBe(1);
    expect(await over(company, id, RAFAEL)).toBe('done');
    expect(await pass(3)).toBe(1);
    setLevel(0);
    expect(await pass(1)).toBe(1);
    expect(JSON.stringify([...(tasksOf(company)[0]?.state.values ?? [])])).toContain('assignee');
    // Hidden for a while, it is the one all the same, whether or not somebody has looked at it meanwhile.
    const isUnseen = async () => (await taskPlaces(company.world))[id]?.unseenSince !== undefined;
    for (const looks of [0, 1]) {
      hide(0);
      await lookAtIssue(company.world, first);
      expect(await isUnseen()).toBe(true);
      setLevel(0);
      for (let n = 0; n < looks; n += 1) await lookAtIssue(company.world, first);
      expect(await isUnseen()).toBe(looks === 0);
      await company.leap('25h');
      expect([await pass(1), await isUnseen()]).toEqual([1, false]);
    }
    // For all we know somebody has deleted it, and nobody told us: a second one, and that is all.
    hide(0);
    await lookAtIssue(company.world, first);
    await company.leap('25h');
    expect(await pass(3)).toBe(2);
    await lookAtIssue(company.world, hide(1));
    await company.leap('25h');
    expect(await pass(3)).toBe(2);
  });

  it('is found again by its mark when the store is made again from Jira, and is the one that decides', async () => {
    const company = await makeCompany({ policy: filed });
    const { id } = await groupTakenByHand(company);
    await writeExceptionTasks(company.world);
    await company.pass('2m');
    await company.running.tenure.engine.stop(5_000);
    await emptyAll(company.opened.databases);
    company.world.rules.forget();
    await listGroups(company.world);
    await applyPolicy(company.world, { policy: company.policy, author: 'rebuild', approver: null });
    expect(await restoreFromIssues(company.world, company.verifier, new Map(), [])).toMatchObject({ ok: true });
    await writeExceptionTasks(company.world);
    expect(tasksOf(company)).toHaveLength(1);
    const [task] = tasksOf(company);
    await company.forms.moveTo(RAFAEL_AT_JIRA, task?.key ?? '', 'Restored');
    await lookAtIssue(company.world, task?.id ?? '');
    expect((await company.store.read.exception(id))?.settled).toMatchObject({ by: RAFAEL, verdict: 'restore' });
  });

  it('is not decided by being closed, where a single verdict fits either', async () => {
    const company = await makeCompany({ policy: filed });
    for (const one of STAFF.slice(0, 2)) await hire(company, one);
    await company.untilQuiet();
    const { changeSet } = await heldOver(company);
    await writeExceptionTasks(company.world);
    const [task] = tasksOf(company);
    expect(task).toBeDefined();
    await company.forms.moveTo(RAFAEL_AT_JIRA, task?.key ?? '', 'Done');
    await company.untilQuiet();
    expect(task?.state.status.name).toBe('To Do');
    expect(commentsOn(company, { id: task?.id ?? '', key: task?.key ?? '' }).join()).toContain('does not say how');
    const held = await openException(company, 'change-set-held');
    expect(held.detail).toMatchObject({ changeSet });
    expect((await company.store.read.changeSet(changeSet))?.row.state).toBe('held');

    // Deleted by somebody, while it waits.
    await company.forms.call(RAFAEL_AT_JIRA, 'DELETE', `/rest/api/3/issue/${task?.key}`);
    await company.untilQuiet();
    await writeExceptionTasks(company.world);
    expect(tasksOf(company).map(({ id, state }) => [id === task?.id, state.status.name])).toEqual([[false, 'To Do']]);

    // It stands in a stream of everything the system ever said: that is read once, and then only what came since.
    const { store } = company.world;
    const froms: number[] = [];
    const stream: typeof store.read.stream = (one, afterSeq = 0) => {
      if (one === 'system') froms.push(afterSeq);
      return store.read.stream(one, afterSeq);
    };
    const world = { ...company.world, store: { ...store, read: { ...store.read, stream } } };
    await store.transaction((tx) => tx.raiseException({ ...held, id: exceptionId('another'), openedAt: tx.now }));
    for (const _ of ['once', 'again']) await writeExceptionTasks(world);
    expect(froms).toEqual([0, expect.toSatisfy((seq: number) => seq > 0)]);
  });
});
