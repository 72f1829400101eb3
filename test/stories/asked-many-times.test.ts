/** The same access asked for many times: one question, one exception, whoever asks and wherever. */
import { expect, it } from 'vitest';
import type { Filed, Filer } from '../../examples/acme/forms.ts';
import { sendLost } from '../../src/app/clock/lostJobs.ts';
import { perform } from '../../src/app/operations/index.ts';
import { tellNotFiled, toldNotFiled } from '../../src/app/requests/notFiled.ts';
import { offersFor } from '../../src/app/requests/offers.ts';
import { type RequestAsked, raiseRequest } from '../../src/app/requests/raise.ts';
import { waitingFor } from '../../src/app/requests/waiting.ts';
import { entitlementId, type PersonId } from '../../src/core/shared/ids.ts';
import { milliseconds } from '../../src/core/shared/instant.ts';
import { Fault } from '../../src/ports/fault.ts';
import { type Company, describeStory, type MakeCompany } from '../support/company.ts';
import { decide, INES, openException, openKinds } from '../support/hands.ts';
import { commentsOn } from '../support/looks.ts';
import { engineer, MARA } from '../support/people.ts';
import { within } from '../support/restClient.ts';

const MANAGER = 'tomasz.nowak@acme.example';
const AT_JIRA: Filer = { email: MARA, token: 'mara-token' };
const NINA: Filer = { email: 'nina.berg@acme.example', token: 'nina-token' };
const OLE: Filer = { email: 'ole.dahl@acme.example', token: 'ole-token' };
const PRODUCTION = { 'Requested access': 'AWS: production', Duration: '6 hours', Reason: 'The upgrade' };
const TWICE = 'is asked for on another request of the same person, which nobody has decided yet';
const FILING = 'POST /rest/servicedeskapi/request$';

/** Mara and two colleagues work here, and have accounts at the help desk. */
async function threeWorkHere(makeCompany: MakeCompany) {
  const company = await makeCompany();
  const { site } = company.systems.jira;
  site.addUser({ displayName: 'Mara Lindt', groups: [], ...AT_JIRA });
  site.addUser({ displayName: 'Nina Berg', groups: [], ...NINA });
  site.addUser({ displayName: 'Ole Dahl', groups: [], ...OLE });
  await company.file('Onboarding', engineer());
  await company.file('Onboarding', engineer({ 'Employee number': 'E2002', 'First name': 'Nina', 'Last name': 'Berg' }));
  await company.file('Onboarding', engineer({ 'Employee number': 'E2003', 'First name': 'Ole', 'Last name': 'Dahl' }));
  await company.untilQuiet();
  return company;
}

/** Filed one right after the other, and looked at only then. */
async function filed(company: Company, times: number, by: Filer): Promise<readonly Filed[]> {
  const issues: Filed[] = [];
  for (let nth = 0; nth < times; nth += 1) {
    issues.push(await company.file('Access request', { ...PRODUCTION, 'For whom': MARA }, by));
  }
  await company.untilQuiet();
  return issues;
}

const questions = async ({ world }: Company) => (await waitingFor(world, [MANAGER])).length;
const saidTwice = (company: Company, issues: readonly Filed[]) =>
  issues.filter((issue) => commentsOn(company, issue).join().includes(TWICE)).length;

async function personOf({ store }: Company, mail: string): Promise<PersonId> {
  const [found] = await store.read.findPersons(mail);
  if (found === undefined) throw new Error(`nobody is ${mail}`);
  return found;
}

const raise = (company: Company, asker: PersonId, beneficiary: PersonId, edit: Partial<RequestAsked> = {}) =>
  raiseRequest(company.world, {
    ...{ asker, beneficiary, lines: [entitlementId('aws', 'production')], duration: milliseconds(6 * 3_600_000) },
    ...{ reason: 'The upgrade', ticket: null, breakGlass: false, channel: 'slack', ...edit },
  });

describeStory('asked for many times at once, the same access of the same person', (makeCompany) => {
  it('is one question when they ask for themselves', async () => {
    const company = await threeWorkHere(makeCompany);
    const issues = await filed(company, 5, AT_JIRA);
    expect(await questions(company)).toBe(1);
    expect(saidTwice(company, issues)).toBe(4);
  });

  it('is one question of each colleague who asks for them, and none of them learns what others have asked', async () => {
    const company = await threeWorkHere(makeCompany);
    const ninas = await filed(company, 5, NINA);
    expect(await questions(company)).toBe(1);
    expect(saidTwice(company, ninas)).toBe(4);
    const oles = await filed(company, 3, OLE);
    expect(await questions(company)).toBe(2);
    expect(saidTwice(company, oles)).toBe(2);
    const marias = await filed(company, 1, AT_JIRA);
    expect(await questions(company)).toBe(2);
    expect(saidTwice(company, marias)).toBe(1);
  });

  it('from where people talk, is kept once while it has no issue, and the refused one is one exception', async () => {
    const company = await threeWorkHere(makeCompany);
    const [mara, nina] = [await personOf(company, MARA), await personOf(company, NINA.email)];
    const { faults } = company.systems.jira;
    const body = { errorMessages: ['You may not create issues here.'], errors: {} };
    faults.add({ on: FILING, do: 'refuse', status: 403, body, times: 100 });
    expect(await raise(company, nina, mara, { key: 'first' })).toMatchObject({ ok: true, value: { issue: null } });
    for (let nth = 0; nth < 3; nth += 1) {
      expect(await raise(company, nina, mara)).toMatchObject({ ok: false, refusal: { refusal: 'asked-elsewhere' } });
    }
    expect(await raise(company, mara, mara)).toMatchObject({ ok: false, refusal: { refusal: 'asked-elsewhere' } });
    // The same asking again is no second one, and what is asked for somebody else is.
    expect(await raise(company, nina, mara, { key: 'first' })).toMatchObject({ ok: true, value: { issue: null } });
    const draws = { lines: [entitlementId('figma', 'editor')] };
    expect(await raise(company, nina, nina)).toMatchObject({ ok: true });
    expect(await raise(company, nina, mara, draws)).toMatchObject({ ok: true });
    await company.untilQuiet();
    expect(await openKinds(company)).toEqual(Array(3).fill('request-not-filed'));
    faults.clear();
    await company.pass('10m');
    expect(await openKinds(company)).toEqual([]);
    const asked = (await waitingFor(company.world, [MANAGER])).length;
    expect(asked).toBe(3);
  });

  it('and refused for good by Jira, stands in nobody’s way once a person has let it be', async () => {
    const company = await threeWorkHere(makeCompany);
    const { world } = company;
    const [mara, nina] = [await personOf(company, MARA), await personOf(company, NINA.email)];
    const { faults } = company.systems.jira;
    const body = { errorMessages: ['You may not create issues here.'], errors: {} };
    faults.add({ on: FILING, do: 'refuse', status: 403, body, times: 100 });
    expect(await raise(company, nina, mara)).toMatchObject({ ok: true, value: { issue: null } });
    await company.untilQuiet();
    const offered = async () => {
      const offers = await offersFor(world, mara);
      const offer = offers.ok ? offers.value.named('aws:production') : null;
      return offer === null ? 'nothing' : offer.offered || offer.because;
    };
    const explained = async () => {
      const said = await perform(world, 'explainRequest', { person: MARA, access: 'aws:production', reason: 'x' });
      return said.kind === 'done' ? within(said.result, 'refused') : said;
    };
    // What would be refused is not offered either.
    expect(await raise(company, mara, mara)).toMatchObject({ refusal: { refusal: 'asked-elsewhere' } });
    expect([await offered(), await explained()]).toEqual([
      'asked-already',
      expect.objectContaining({ because: 'asked-elsewhere' }),
    ]);

    const { id } = await openException(company, 'request-not-filed');
    const [kept] = await company.store.read.unfiledRequests();
    expect(await decide(company, 'request-not-filed', 'ignore')).toMatchObject({ ok: true });
    expect([await offered(), await explained()]).toEqual([true, null]);
    await company.pass('10m');
    const mark = company.systems.jira.log.list().length;
    await company.pass('2h');
    // Nobody tries it any more, nor does what looks for lost jobs; the record says what it was.
    await sendLost(world);
    await company.untilQuiet();
    expect(company.systems.jira.log.list({ since: mark, matching: /POST .*\/(issue|request)$/ })).toEqual([]);
    const mails = company.systems.mail.messages({ to: NINA.email }).filter(({ text }) => text?.includes('let it be'));
    expect(mails).toMatchObject([{ subject: 'AWS: production is not given to Mara Lindt' }]);
    const told = await perform(world, 'exceptionShown', { exception: id });
    expect(told.kind === 'done' ? within(told.result, 'history') : told).toMatchObject([
      { what: 'raised' },
      { what: 'settled', said: 'ignore', by: INES },
      { what: 'over', said: 'not waited for any more: aws:production' },
    ]);
    expect((await company.store.read.stream('system')).at(-1)?.event).toMatchObject({
      ...{ type: 'FindingOver', exception: id, because: 'dropped' },
      kept: { asker: nina, lines: ['aws:production'] },
    });
    expect(await perform(world, 'requestShown', { request: kept?.key ?? '' })).toMatchObject({
      result: { state: 'refused', request: null },
    });
    // Sent again under its key it is the one that ended.
    expect(await raise(company, nina, mara, { key: kept?.key.replace('slack:', '') ?? '' })).toMatchObject({
      refusal: { refusal: 'key-used', says: expect.stringContaining('not waited for any more') },
    });
    faults.clear();
    expect(await raise(company, mara, mara)).toMatchObject({ ok: true, value: { issue: { key: 'HELP-1' } } });
    await company.pass('10m');
    expect(company.systems.jira.site.issues.get('HELP-2')).toBeUndefined();
    expect(await questions(company)).toBe(1);
  });

  it('and let be is over again by itself where an older version, which knows no such end, has told of it anew', async () => {
    const company = await threeWorkHere(makeCompany);
    const { world } = company;
    const mara = await personOf(company, MARA);
    const { faults } = company.systems.jira;
    const body = { errorMessages: ['You may not create issues here.'], errors: {} };
    faults.add({ on: FILING, do: 'refuse', status: 403, body, times: 100 });
    expect(await raise(company, mara, mara)).toMatchObject({ ok: true, value: { issue: null } });
    await company.untilQuiet();
    const [kept] = await company.store.read.unfiledRequests();
    if (kept === undefined) return expect.fail('nothing is kept');
    const ignore = () => decide(company, 'request-not-filed', 'ignore');
    expect(await ignore()).toMatchObject({ ok: true });
    await company.pass('10m');
    for (const letBe of [false, true]) {
      await tellNotFiled(world, kept, new Fault('denied', 'file issue'));
      expect(await openKinds(company)).toEqual(['request-not-filed']);
      if (letBe) expect(await ignore()).toMatchObject({ ok: true });
      await world.engine.send({ lane: 'look', raised: kept.key });
      await company.untilQuiet();
      expect(await toldNotFiled(world, kept.key)).toEqual([]);
    }
    expect(company.systems.mail.messages({ to: MARA }).filter(({ text }) => text?.includes('let it be'))).toHaveLength(
      1,
    );
    expect(await perform(world, 'verify', {})).toMatchObject({ result: { whole: true } });
  });

  it('and let be, is no news for whoever asked and has left since: a mail that their server refuses is tried no more', async () => {
    const company = await threeWorkHere(makeCompany);
    const [mara, nina] = [await personOf(company, MARA), await personOf(company, NINA.email)];
    const { jira, mail } = company.systems;
    const body = { errorMessages: ['You may not create issues here.'], errors: {} };
    jira.faults.add({ on: FILING, do: 'refuse', status: 403, body, times: 100 });
    expect(await raise(company, nina, mara)).toMatchObject({ ok: true, value: { issue: null } });
    await company.untilQuiet();
    mail.faults.add({ do: 'refuse', on: `^RCPT ${NINA.email}$`, status: 550, times: 1_000 });
    expect(await decide(company, 'request-not-filed', 'ignore')).toMatchObject({ ok: true });
    await company.pass('1h');
    const tries = () => mail.log.list({ matching: /RCPT nina/ }).length;
    expect(tries()).toBeGreaterThan(1);
    await company.file('Offboarding', { Employee: NINA.email });
    await company.pass('1h');
    const before = tries();
    await company.pass('5h');
    expect(tries()).toBe(before);
  });

  it('in an emergency, is filed when Jira takes it, although a person has let it be: it was decided', async () => {
    const company = await threeWorkHere(makeCompany);
    const mara = await personOf(company, MARA);
    const { faults } = company.systems.jira;
    const body = { errorMessages: ['You may not create issues here.'], errors: {} };
    faults.add({ on: FILING, do: 'refuse', status: 403, body, times: 100 });
    const emergency = { breakGlass: true, ticket: 'INC-1', duration: milliseconds(3_600_000) };
    expect(await raise(company, mara, mara, emergency)).toMatchObject({ ok: true, value: { issue: null } });
    await company.untilQuiet();
    expect(await decide(company, 'request-not-filed', 'ignore')).toMatchObject({ ok: true });
    await company.pass('10m');
    faults.clear();
    await company.pass('10m');
    const issue = company.systems.jira.site.issues.get('HELP-1');
    expect(issue?.comments.size).toBeGreaterThan(0);
  });
});
