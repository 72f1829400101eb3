/** A form that nobody can act on, and that nobody corrects, is on the list of exceptions: its filer is not the only one to know. */
import { expect, it, vi } from 'vitest';
import { NADIA } from '../../examples/acme/forms.ts';
import { startAlarms } from '../../src/app/clock/alarms.ts';
import { escalate, exceptionsFor } from '../../src/app/exceptions/index.ts';
import { tellRefusedForms } from '../../src/app/look/refusedForms.ts';
import type { World } from '../../src/app/world.ts';
import { UnknownEvent } from '../../src/core/evidence/index.ts';
import { caseId } from '../../src/core/shared/ids.ts';
import { Fault } from '../../src/ports/fault.ts';
import { asked } from '../support/adopting.ts';
import { type Company, describeStory } from '../support/company.ts';
import { decide, INES, openException, openKinds } from '../support/hands.ts';
import { accountWith, commentsOn } from '../support/looks.ts';
import { engineer, MARA } from '../support/people.ts';

const UNKNOWN = { Employee: 'E9999' };
const rows = ({ store }: Company) => store.read.exceptions({ kinds: ['form-refused'] });

/** A world whose tracker reads an issue as the test says, and counts how often. */
function answering({ world }: Company) {
  const issue: { is: 'there' | 'gone' | 'unknown'; asked: number } = { is: 'there', asked: 0 };
  const readForm: typeof world.tracker.readForm = async (id) => {
    issue.asked += 1;
    if (issue.is === 'unknown') throw new Fault('transient', 'read issue');
    return issue.is === 'gone' ? null : world.tracker.readForm(id);
  };
  return { issue, world: { ...world, tracker: { ...world.tracker, readForm } } };
}

describeStory('a form that stays refused', (makeCompany) => {
  it('of a leaver is told after a quarter of an hour, once, with what is wrong, and goes when it is accepted', async () => {
    const company = await makeCompany();
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    const left = await company.file('Offboarding', UNKNOWN);
    await company.pass('14m');
    expect(await tellRefusedForms(company.world)).toBe(0);
    await company.pass('2m');
    expect(await tellRefusedForms(company.world)).toBe(1);
    // Whatever it asks for, nothing was done; and however often somebody looks, it is one.
    expect(await tellRefusedForms({ ...company.world })).toBe(0);
    expect(accountWith(company, MARA).status).not.toMatch(/SUSPENDED|DEPROVISIONED/);
    const { exceptions } = (await asked(company, 'exceptions', {})) as unknown as { exceptions: readonly object[] };
    expect(exceptions).toMatchObject([
      {
        kind: 'form-refused',
        detail: { key: left.key, form: 'offboarding', because: expect.stringMatching(/“Employee” .*nobody/) },
        openForSeconds: 0,
        verdicts: ['retry', 'ignore'],
      },
    ]);
    await escalate(company.world);
    await company.untilQuiet();
    const mails = () =>
      company.systems.mail.messages({ to: 'it@acme.example' }).filter(({ text }) => text?.includes('form cannot be'));
    expect(mails()).toHaveLength(1);
    await company.leap('5h');
    expect(await escalate(company.world)).toBe(1);

    await company.edit(left, { Employee: 'E2001' });
    await company.untilQuiet();
    expect((await company.state(left)).proved).toBe(true);
    expect(await tellRefusedForms(company.world)).toBe(0);
    expect(await openKinds(company)).toEqual([]);
    expect(await asked(company, 'verify', {})).toMatchObject({ whole: true });
  });

  it('of a hire is told after an hour, and goes when its issue is taken back', async () => {
    const company = await makeCompany();
    const hire = await company.file('Onboarding', engineer({ Department: null }));
    await company.pass('59m');
    expect(await tellRefusedForms(company.world)).toBe(0);
    await company.pass('2m');
    expect(await tellRefusedForms(company.world)).toBe(1);
    await company.forms.moveTo(NADIA, hire.key, 'Withdrawn');
    await company.untilQuiet();
    await tellRefusedForms(company.world);
    expect(await openKinds(company)).toEqual([]);
  });

  it('and that is let be is told anew when it has been edited, and not before; looked at again, it waits as long once more', async () => {
    const company = await makeCompany();
    const left = await company.file('Offboarding', UNKNOWN);
    await company.pass('16m');
    await tellRefusedForms(company.world);
    expect(await decide(company, 'form-refused', 'ignore')).toMatchObject({ ok: true });
    await company.pass('2d');
    expect(await tellRefusedForms(company.world)).toBe(0);
    await company.edit(left, { Employee: 'E9998', Notify: 'nobody' });
    await company.untilQuiet();
    expect(await tellRefusedForms(company.world)).toBe(1);
    expect(await decide(company, 'form-refused', 'retry')).toMatchObject({ ok: true });
    expect(await tellRefusedForms(company.world)).toBe(0);
    await company.pass('16m');
    expect(await tellRefusedForms(company.world)).toBe(1);
    expect((await rows(company)).filter(({ settled }) => settled === null)).toHaveLength(1);
    expect(commentsOn(company, left)).toHaveLength(2);
  });

  it('is looked at when somebody says so', async () => {
    const company = await makeCompany();
    const left = await company.file('Offboarding', { Employee: 'E2001' });
    await company.pass('16m');
    await tellRefusedForms(company.world);
    const { id } = await openException(company, 'form-refused');
    const before = company.systems.jira.log.list({ matching: new RegExp(`GET .*/issue/${left.id}`) }).length;
    const settlement = { exception: id, verdict: 'retry', by: INES, reason: 'she is there by now' };
    expect(await asked(company, 'settle', settlement)).toMatchObject({ refusal: null });
    await company.untilQuiet();
    const after = company.systems.jira.log.list({ matching: new RegExp(`GET .*/issue/${left.id}`) }).length;
    expect(after).toBeGreaterThan(before);
  });

  it('and that only a newer version can read keeps no other from being told, and stands as it was told', async () => {
    const company = await makeCompany();
    const first = await company.file('Offboarding', UNKNOWN);
    await company.pass('16m');
    expect(await tellRefusedForms(company.world)).toBe(1);
    await company.file('Offboarding', { Employee: 'E9998' });
    await company.pass('16m');
    const { store } = company.world;
    const stream: typeof store.read.stream = async (id) => {
      if (id === caseId('jira', first.id)) throw new UnknownEvent('CaseAudited', 1);
      return store.read.stream(id);
    };
    expect(await tellRefusedForms({ ...company.world, store: { ...store, read: { ...store.read, stream } } })).toBe(1);
    expect(await openKinds(company)).toEqual(['form-refused', 'form-refused']);
    expect(company.world.installation.newer).toContain('CaseAudited');
  });

  it('is told of at most 25 at a time, and of the next when one is settled; of each that takes access at once', async () => {
    const company = await makeCompany();
    for (let n = 0; n < 26; n += 1) await company.file('Onboarding', engineer({ Department: null }));
    await company.pass('61m');
    expect(await tellRefusedForms(company.world)).toBe(25);
    expect(await tellRefusedForms(company.world)).toBe(0);
    await company.file('Offboarding', UNKNOWN);
    await company.file('Leave', UNKNOWN);
    await company.pass('16m');
    expect(await tellRefusedForms(company.world)).toBe(2);
    expect(await decide(company, 'form-refused', 'ignore')).toMatchObject({ ok: true });
    expect(await tellRefusedForms(company.world)).toBe(1);
  });

  it('is not told when its issue is gone by then, and goes when it is gone after; while nobody can say, nothing changes', async () => {
    const company = await makeCompany();
    const { issue, world } = answering(company);
    await company.file('Offboarding', UNKNOWN);
    await company.pass('16m');
    issue.is = 'unknown';
    expect(await tellRefusedForms(world)).toBe(0);
    issue.is = 'gone';
    expect(await tellRefusedForms(world)).toBe(0);
    const twice = issue.asked;
    expect([await tellRefusedForms(world), issue.asked]).toEqual([0, twice]);
    issue.is = 'there';
    await company.pass('61m');
    expect(await tellRefusedForms(world)).toBe(1);

    issue.is = 'unknown';
    await company.pass('61m');
    await tellRefusedForms(world);
    expect(await openKinds(company)).toEqual(['form-refused']);
    issue.is = 'gone';
    const asked = issue.asked;
    await tellRefusedForms(world);
    expect(issue.asked).toBe(asked);
    await company.pass('61m');
    await tellRefusedForms(world);
    expect(await openKinds(company)).toEqual([]);
  });

  it('and is looked at again because somebody said so is not told anew when its issue is gone', async () => {
    const company = await makeCompany();
    const { issue, world } = answering(company);
    await company.file('Offboarding', UNKNOWN);
    await company.pass('16m');
    expect(await tellRefusedForms(world)).toBe(1);
    issue.is = 'gone';
    expect(await decide(company, 'form-refused', 'retry')).toMatchObject({ ok: true });
    for (let n = 0; n < 3; n += 1) {
      await company.pass('61m');
      expect(await tellRefusedForms(world)).toBe(0);
    }
    expect(await rows(company)).toMatchObject([{ settled: { verdict: 'retry', overAt: expect.any(String) } }]);
  });

  it('is not told for the first time a fortnight after, and is told when it is edited then', async () => {
    const company = await makeCompany();
    const left = await company.file('Offboarding', UNKNOWN);
    await company.pass('14d');
    expect(await tellRefusedForms(company.world)).toBe(0);
    await company.edit(left, { Employee: 'E9998' });
    await company.untilQuiet();
    expect(await tellRefusedForms(company.world)).toBe(1);
  });

  it('and was told before is told anew when it can be read again, however long ago it was refused', async () => {
    const company = await makeCompany();
    const { issue, world } = answering(company);
    await company.file('Offboarding', UNKNOWN);
    await company.pass('16m');
    expect(await tellRefusedForms(world)).toBe(1);
    await company.pass('14d');
    issue.is = 'gone';
    await tellRefusedForms(world);
    expect(await openKinds(company)).toEqual([]);
    issue.is = 'there';
    await company.pass('61m');
    expect(await tellRefusedForms(world)).toBe(1);
  });

  it('is told also where nobody can mark a form as confidential, as the field is no more what it was called', async () => {
    const company = await makeCompany();
    const { world } = company;
    await company.file('Offboarding', UNKNOWN);
    const readForm: typeof world.tracker.readForm = async (id) => {
      const form = await world.tracker.readForm(id);
      return form && { ...form, unreadable: [...form.unreadable, { field: 'confidential', why: 'not-mapped' }] };
    };
    await company.pass('16m');
    expect(await tellRefusedForms({ ...world, tracker: { ...world.tracker, readForm } })).toBe(1);
  });

  it('and that is for few is told to nobody, and goes from the list when it is for few since', async () => {
    const company = await makeCompany();
    const { world } = company;
    await company.file('Offboarding', { ...UNKNOWN, 'Security Level': 'People team only' });
    await company.file('Offboarding', { ...UNKNOWN, Confidential: 'Yes' });
    const open = await company.file('Offboarding', { ...UNKNOWN, Confidential: 'No' });
    await company.pass('16m');
    expect(await tellRefusedForms(world)).toBe(1);
    expect((await rows(company)).map(({ detail }) => detail.key)).toEqual([open.key]);
    await company.edit(open, { 'Security Level': 'People team only' });
    await company.pass('61m');
    expect(await tellRefusedForms(world)).toBe(0);
    expect(await openKinds(company)).toEqual([]);
  });
});

it('forms that stay refused, and rights that are missing, are looked for by the clock', async () => {
  vi.useFakeTimers();
  const asked: string[] = [];
  const never = (what: string) => (given: unknown) => {
    asked.push(`${what} ${JSON.stringify(given)}`);
    return Promise.reject(new Error('no store'));
  };
  const read = new Proxy({}, { get: (_, name) => never(String(name)) });
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const rules = { current: async () => ({ policy: { settings: {} } }), forget() {} };
  const world = {
    log,
    rules,
    store: { read, transaction: never('transaction') },
    providers: new Map(),
    targets: new Map(),
  };
  try {
    const alarms = startAlarms({ ...world, monotonic: () => 0 } as unknown as World, 3_600_000);
    await vi.advanceTimersByTimeAsync(5 * 60_000 + 1);
    await alarms.stop();
  } finally {
    vi.useRealTimers();
  }
  expect(asked).toContain('cases {"state":"refused"}');
  expect(asked).toContain('exceptions {"kinds":["right-missing"]}');
});

describeStory('a refused form and whom it names', (makeCompany) => {
  const mayConfirm = (text: string) => text.replace(/confirm: \[.*\]/, `confirm: [${INES}, ${MARA}]`);

  it('is neither let be nor seen by them, whatever role is theirs', async () => {
    const company = await makeCompany({ policy: mayConfirm });
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    await company.file('Leave', { Employee: 'E2001', 'Start date': '2026-05-01', 'Last day': '2026-04-01' });
    await company.pass('16m');
    expect(await tellRefusedForms(company.world)).toBe(1);
    const force = (await company.world.rules.current()) ?? expect.fail('no policy');
    const seenBy = async (mail: string) => (await exceptionsFor(company.world, force, mail))?.open.length;
    expect([await seenBy(MARA), await seenBy(INES)]).toEqual([0, 1]);
    expect(await decide(company, 'form-refused', 'ignore', MARA)).toEqual({ ok: false, refusal: 'own-case' });
    expect(await decide(company, 'form-refused', 'retry', MARA)).toEqual({ ok: false, refusal: 'own-case' });
    expect(await decide(company, 'form-refused', 'ignore')).toMatchObject({ ok: true });
    expect(await asked(company, 'verify', {})).toMatchObject({ whole: true });
  });
});
