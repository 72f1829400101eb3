/** What somebody presses at the desk while something else happens: a page that is old, a process that ends, a card taken away. */
import { expect, it } from 'vitest';
import { acmePolicy } from '../../examples/acme/company.ts';
import type { Filer } from '../../examples/acme/forms.ts';
import { workOnAct } from '../../src/app/desk/act.ts';
import { openDecision } from '../../src/app/desk/decision.ts';
import { handInAsk } from '../../src/app/desk/handIn.ts';
import { deskHandler, tellDesk } from '../../src/app/desk/index.ts';
import { perform } from '../../src/app/operations/index.ts';
import { applyPolicy } from '../../src/app/policy/policyInForce.ts';
import { caseAhead, decideAhead } from '../../src/app/requests/ahead.ts';
import { delegate } from '../../src/app/requests/delegations.ts';
import { issueOf } from '../../src/app/requests/fileRaised.ts';
import { homeOf } from '../../src/app/requests/mine.ts';
import { later, type World } from '../../src/app/world.ts';
import { caseId, entitlementId, type PersonId, personId } from '../../src/core/shared/ids.ts';
import type { DeskAct } from '../../src/ports/desk.ts';
import { Fault } from '../../src/ports/fault.ts';
import type { RaisedRow } from '../../src/ports/raised.ts';
import { account, engagement, ledger, person } from '../support/build.ts';
import { type Company, describeStory } from '../support/company.ts';
import { deskUser, dyingAfter, testDesk } from '../support/desk.ts';
import { groupsOf } from '../support/looks.ts';
import { engineer, MARA } from '../support/people.ts';

const MARA_AT_JIRA: Filer = { email: MARA, token: 'mara-token' };
const TOMASZ = 'tomasz.nowak@acme.example';
const HIS_LOGIN = 't.nowak@acme.example';
const INES = 'ines.keller@acme.example';

const press = (by: string, action: string, token: string): Extract<DeskAct, { kind: 'press' }> => ({
  ...{ kind: 'press', by: deskUser(by), action, token, place: null },
  ...{ formTicket: 'ticket', replyTicket: null },
});

async function maraWorksHere(company: Company): Promise<PersonId> {
  company.systems.jira.site.addUser({ displayName: 'Mara Lindt', groups: [], ...MARA_AT_JIRA });
  await company.file('Onboarding', engineer());
  await company.untilQuiet();
  const [mara] = await company.store.read.findPersons(MARA);
  return mara ?? expect.fail('nobody was registered');
}

async function asks(company: Company, access: string) {
  const values = { 'Requested access': access, Duration: '24 hours', Reason: 'The upgrade' };
  const issue = await company.file('Access request', values, MARA_AT_JIRA);
  await company.untilQuiet();
  return issue;
}

/** Known to the ledger by two addresses. */
function withTomasz(world: World): World {
  const id = personId('tomasz');
  const { read } = world.store;
  const profile = { ...person.profile, workMail: TOMASZ };
  const accounts = [account({ person: id, login: HIS_LOGIN })];
  const his = ledger({ person: { id, profile }, accounts, engagements: [engagement({ person: id })] });
  const known: Partial<typeof read> = {
    findPersons: async (text) => ([TOMASZ, HIS_LOGIN].includes(text) ? [id] : read.findPersons(text)),
    person: async (one) => (one === id ? his : read.person(one)),
  };
  return { ...world, store: { ...world.store, read: { ...read, ...known } } };
}

/** As it was kept, and not worked on: whatever becomes of the process that works on it first, it is worked on again. */
async function kept({ store }: Company, id: string, act: DeskAct): Promise<string> {
  await store.transaction((tx) => tx.saveDeskActs([{ id, act }]));
  return id;
}

describeStory('what is pressed at the desk', (makeCompany) => {
  it('means what was seen there, is done once, and is answered whatever fails', async () => {
    const company = await makeCompany();
    const mara = await maraWorksHere(company);
    const { desk, whispers, forms, posts, posted, failNext } = testDesk((mail) => mail !== TOMASZ);
    const world: World = withTomasz({ ...company.world, desk });
    const hears = () => whispers.splice(0).map(({ says }) => says);

    // Taken back on a page from before it was given: what she holds stays.
    const held = await asks(company, 'Tableau: viewer');
    await workOnAct(world, await kept(company, 'old', press(MARA, 'access.take-back', `["${held.key}","1"]`)));
    expect(hears()).toEqual([expect.stringContaining('it has been given meanwhile')]);
    expect(groupsOf(company, MARA)).toContain('app-tableau');

    // The process ends between what is done and the end of the job.
    const undecided = await asks(company, 'GitHub: maintainer');
    const back = await kept(company, 'back', press(MARA, 'access.take-back', `["${undecided.key}","1"]`));
    await workOnAct(dyingAfter(world, 1), back).catch(() => null);
    await workOnAct(world, back);
    expect(hears()).toEqual([]);
    expect((await company.state(undecided)).request.lines.map(({ ended }) => ended)).toEqual(['withdrawn']);

    const issue = await asks(company, 'AWS: production');
    const id = caseId('jira', issue.id);
    await tellDesk(world, id);
    // He is asked by one address, and is there by another of his.
    expect([...posted.values()].map(({ to }) => to)).toEqual([deskUser(HIS_LOGIN)]);
    const opens = async () => {
      await openDecision(world, desk, press(TOMASZ, 'question.open', `["${issue.key}","1-1"]`));
      const { name, token } = forms.at(-1) ?? expect.fail('no form');
      return { kind: 'form', by: deskUser(TOMASZ), name, token, answers: { verdict: 'approve' }, fields: [] } as const;
    };
    // Whoever is not asked learns nothing of it, whatever they press.
    await openDecision(world, desk, press(INES, 'question.open', `["${issue.key}","1-1"]`));
    expect([hears(), forms]).toEqual([[expect.stringContaining('put to somebody else')], []]);
    const before = await opens();

    // The catalogue calls it otherwise by the time the form comes back.
    const renamed = acmePolicy(company.systems.addresses, (text) =>
      text.replace('name: AWS', 'name: The live systems'),
    );
    await applyPolicy(company.world, { policy: renamed, author: 'ines', approver: 'rafael' });
    world.rules.forget();
    await workOnAct(world, await kept(company, 'outdated', before));
    expect(hears()).toEqual([expect.stringContaining('has changed since you opened the form')]);
    expect((await company.state(issue)).request.questions.map(({ decisions }) => decisions.length)).toEqual([0]);

    // The card was taken away, and the answer to the one in its place is lost.
    posted.clear();
    failNext('post');
    await expect(tellDesk(world, id)).rejects.toThrow(Fault);
    await tellDesk(world, id);
    expect(posts()).toBe(2);
    expect([...posted.values()].map(({ card }) => card.title)).toEqual([expect.stringContaining('The live systems')]);

    // Somebody took the card in hand by a clock that stood ahead, and was killed.
    const { store } = company;
    const [card] = await store.read.deskCards(id);
    if (card === undefined) expect.fail('no card is known');
    const until = later(company.now(), 3 * 86_400_000);
    await store.transaction((tx) => tx.saveDeskCard({ ...card, stands: null, heldBy: { holder: 'another', until } }));
    const again = (await tellDesk(world, id))?.again ?? expect.fail('somebody is waited for');
    expect(Date.parse(again) - Date.parse(company.now())).toBeLessThan(15 * 60_000);
    await company.pass(again);
    expect(await tellDesk(world, id)).toBeUndefined();
    expect((await store.read.deskCards(id)).map(({ heldBy }) => heldBy)).toEqual([null]);

    // No form comes of a press while who pressed cannot be asked about.
    const handle = deskHandler(world, desk);
    failNext('mailOf');
    expect(await handle(press(TOMASZ, 'question.refuse', 'token'))).toEqual({ kind: 'taken' });
    await expect.poll(() => whispers.length).toBe(1);
    expect(hears()).toEqual([expect.stringContaining('press the button once more')]);
    const place = { form: 'F', seen: 'h' };
    await handle({ kind: 'change', by: deskUser(MARA), name: 'another.form', token: 't', answers: {}, place });
    const search = { kind: 'search', by: deskUser(MARA), name: 'another.form', words: '', answers: {} } as const;
    expect(await handle(search)).toEqual({ kind: 'taken' });

    // Neither what waits for one approver nor what one person has open is looked for among everything.
    const { read } = world.store;
    const everything = async () => expect.fail('all cases are read');
    const blind = (edit: Partial<typeof read>) => ({ ...world, store: { ...world.store, read: { ...read, ...edit } } });
    const waits = await perform(blind({ cases: everything }), 'requests', { approver: TOMASZ.toUpperCase() });
    expect(waits).toMatchObject({ result: { questions: [{ case: issue.key, question: '1-1' }] } });
    const home = await homeOf(blind({ requestsBy: async () => [] }), mara);
    expect(home.asked.map(({ issue: { key } }) => key)).toEqual([issue.key]);

    const decided = await kept(company, 'decided', await opens());
    await workOnAct(dyingAfter(world, 1), decided).catch(() => null);
    await workOnAct(world, decided);
    expect(hears()).toEqual([]);
    expect((await company.state(issue)).request.questions[0]?.decisions).toHaveLength(1);
    await company.untilQuiet();
    expect(forms.map(({ name }) => name)).not.toContain('access.form');
  });

  it('and asked for is kept through a lost answer; who names a delegate is one person', async () => {
    const company = await makeCompany();
    const mara = await maraWorksHere(company);
    const { store, world } = company;
    const { desk } = testDesk();
    const row: RaisedRow = {
      ...{ key: 'slack:form-1', asker: mara, beneficiary: mara, channel: 'slack', digest: 'any', duration: 'usual' },
      ...{ lines: [entitlementId('aws', 'production')], reason: 'The upgrade', ticket: null, breakGlass: false },
      ...{ raisedAt: company.now(), filingSince: null, triedAt: null, issue: null },
    };
    await store.transaction((tx) => tx.saveRaised(row));
    const handsIn = (reason: string) =>
      handInAsk({ ...world, desk }, desk, {
        ...{ kind: 'form', by: deskUser(MARA), name: 'access.form', token: 'form-1', fields: ['access'] },
        answers: { access: 'aws:production', reason, 'duration:aws:production': 'usual' },
      });
    expect(await handsIn('Another reason')).toMatchObject({ kind: 'wrong' });
    expect(await handsIn('The upgrade')).toEqual({ kind: 'taken' });
    await company.untilQuiet();
    expect((await store.read.raised(row.key))?.issue?.key).toBe('HELP-1');
    expect(await handsIn('The upgrade')).toMatchObject({ kind: 'wrong' });

    // One of two is in the catalogue no more: nothing is asked for in its place.
    const both = handInAsk({ ...world, desk }, desk, {
      ...{ kind: 'form', by: deskUser(MARA), name: 'access.form', token: 'form-2', fields: ['access'] },
      answers: { access: 'figma:editor\nghost:user', reason: 'The launch', 'duration:figma:editor': 'usual' },
    });
    const gone = expect.stringContaining('the catalogue has nothing like that any more');
    expect(await both).toEqual({ kind: 'wrong', fields: { access: gone } });

    // An emergency whose issue was filed in between is decided there, and not ahead of it by who had read it before.
    const alarm: RaisedRow = {
      ...row,
      key: 'slack:form-3',
      lines: [entitlementId('snowflake', 'engineer')],
      breakGlass: true,
    };
    await store.transaction((tx) => tx.saveRaised(alarm));
    await issueOf(world, alarm.key);
    await company.untilQuiet();
    const force = (await world.rules.current()) ?? expect.fail('no policy');
    expect([await decideAhead(world, force, alarm), await caseAhead(world, alarm)]).toEqual([null, null]);
    expect(groupsOf(company, MARA)).toContain('app-snowflake-engineer');

    // An attempt that fails late leaves the one after it alone.
    const other: RaisedRow = { ...row, key: 'api:2', channel: 'api', lines: [entitlementId('figma', 'editor')] };
    await store.transaction((tx) => tx.saveRaised(other));
    const slow: World = {
      ...world,
      tracker: {
        ...world.tracker,
        async fileIssue() {
          await store.transaction((tx) => tx.saveRaised({ ...other, triedAt: later(tx.now, 1), filingSince: tx.now }));
          throw new Fault('transient', 'file an issue');
        },
      },
    };
    await expect(issueOf(slow, other.key)).rejects.toThrow(Fault);
    expect((await store.read.raised(other.key))?.triedAt).not.toBeNull();

    // Two people have the address of one of roles.confirm: nobody sees which of them it is.
    const { read } = store;
    const findPersons: typeof read.findPersons = async (text) =>
      text === INES ? [mara, personId('another')] : read.findPersons(text);
    const ledger = await read.person(mara);
    const of = { id: mara, ledger };
    const named = { of, to: of, from: company.now(), until: company.now(), reason: 'Away', by: INES };
    const twice: World = { ...world, store: { ...store, read: { ...read, findPersons } } };
    expect(await delegate(twice, named)).toEqual({ ok: false, refusal: 'not-allowed' });
  });

  it('is put before the account an approver has now, once the one of before takes nothing any more', async () => {
    const company = await makeCompany();
    await maraWorksHere(company);
    const told = testDesk();
    const gone = deskUser(TOMASZ);
    const anew = deskUser('tomasz, with a new account');
    let isReplaced = false;
    const desk: typeof told.desk = {
      ...told.desk,
      findUser: async (mail) => (isReplaced && mail === TOMASZ ? anew : told.desk.findUser(mail)),
      post: async (to, key, card) => {
        if (isReplaced && to === gone)
          throw new Fault('missing', 'open a conversation', { vendorCode: 'user_disabled' });
        return told.desk.post(to, key, card);
      },
    };
    const world: World = { ...company.world, desk };
    const issue = await asks(company, 'AWS: production');
    await tellDesk(world, caseId('jira', issue.id));
    const standsBefore = () => [...told.posted.values()].map(({ to }) => to);
    expect(standsBefore()).toContain(gone);

    isReplaced = true;
    told.posted.clear();
    const renamed = acmePolicy(company.systems.addresses, (text) =>
      text.replace('name: AWS', 'name: The live systems'),
    );
    await applyPolicy(company.world, { policy: renamed, author: 'ines', approver: 'rafael' });
    world.rules.forget();
    await tellDesk(world, caseId('jira', issue.id));
    expect(standsBefore()).not.toContain(anew);
    await tellDesk(world, caseId('jira', issue.id));
    expect(standsBefore()).toContain(anew);
  });
});
