/** A newer version works on the same store: what it alone can read or do is left to it, and this process says so. */
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { AISHA, type Filed } from '../../examples/acme/forms.ts';
import { type Alarms, startAlarms } from '../../src/app/clock/alarms.ts';
import { clockWatch } from '../../src/app/clock/clockWatch.ts';
import { exceptionsSection } from '../../src/app/desk/exceptions.ts';
import { escalate } from '../../src/app/exceptions/index.ts';
import { announceLeavers } from '../../src/app/leavers/announcedLeavers.ts';
import { lookAtIssue } from '../../src/app/look/look.ts';
import { applyPolicy } from '../../src/app/policy/policyInForce.ts';
import { tellOverdue } from '../../src/app/reconcile/overdue.ts';
import { stopSignIn } from '../../src/app/reconcile/signIn.ts';
import { sealNow } from '../../src/app/seals/make.ts';
import { tellStuck } from '../../src/app/seals/stuck.ts';
import { readStop, resumeWrites, stopWrites } from '../../src/app/stop.ts';
import { later } from '../../src/app/world.ts';
import { UnknownEvent } from '../../src/core/evidence/index.ts';
import { accountId } from '../../src/core/shared/ids.ts';
import { milliseconds } from '../../src/core/shared/instant.ts';
import type { Job } from '../../src/ports/engine.ts';
import { asked } from '../support/adopting.ts';
import { type Company, describeStory } from '../support/company.ts';
import { decide, INES } from '../support/hands.ts';
import { accountWith, commentsOn, groupsOf } from '../support/looks.ts';
import { engineer, MARA } from '../support/people.ts';
import { restClient } from '../support/restClient.ts';
import { edited, held, threeHired, twoAtOnce } from '../support/tableEdits.ts';

/** What a version of some months from now may have written on a case, and what this one says of it. */
const OF_LATER: readonly (readonly [what: string, type: string, version: number, says: string])[] = [
  ['in a shape', 'CaseProved', 2, 'event CaseProved has version 2'],
  ['of a type', 'CaseAudited', 1, 'event CaseAudited is of a type that this process does not know'],
];

const policy = (text: string, file: string) =>
  file === 'tenure.yaml'
    ? `${text}\napi: { tokens: { help-desk: { token: { env: HELP_DESK_TOKEN }, scopes: ['people:read', 'grants:read'] } } }\n`
    : text;

/** As the next event of its stream, that nothing has been written of. */
async function append({ opened, now }: Company, stream: string, type: string, version: number): Promise<void> {
  const { main } = opened.databases;
  const { rows } = await sql<{ seq: number }>`
    insert into tenure.stream (id, seq, hash, changed_at) values (${stream}, 1, 'h', now())
    on conflict (id) do update set seq = tenure.stream.seq + 1, hash = 'h' returning seq`.execute(main);
  const seq = rows[0]?.seq ?? 0;
  const text = JSON.stringify({ stream, seq, type, version, at: now(), body: {} });
  await sql`insert into tenure.event (stream, seq, type, version, at, text, hash, previous)
    values (${stream}, ${seq}, ${type}, ${version}, now(), ${text}, 'h', 'p')`.execute(main);
}

const waiting = async ({ opened }: Company, part: string, is: string) => {
  const { rows } = await sql`select 1 from tenure.wake_up where job->>${part} = ${is}`.execute(opened.databases.main);
  return rows.length;
};

const readyOf = async ({ running }: Company) => {
  const answer = await fetch(`${running.served.url}/ready`);
  return { status: answer.status, said: await answer.json() };
};

describeStory('beside a newer version', (makeCompany) => {
  it.each(OF_LATER)(
    'work on a case with an event %s it does not know is handed back',
    async (_, type, version, says) => {
      const company = await makeCompany({ policy });
      const filed = await company.file('Onboarding', engineer());
      await company.untilQuiet();
      expect(await readyOf(company)).toMatchObject({ status: 200 });
      const stream = `jira:${filed.id}`;
      const told = commentsOn(company, filed);
      await append(company, stream, type, version);

      await company.world.engine.send({ lane: 'look', issue: filed.id });
      await company.world.engine.send({ lane: 'evidence', stream: stream as never });
      await company.untilQuiet();
      const because = [expect.stringContaining(`a newer Tenure works here: ${says}`)];
      expect(await readyOf(company)).toMatchObject({ status: 503, said: { ready: false, because } });
      expect(await waiting(company, 'issue', filed.id)).toBe(1);
      // Told as if nothing had happened, it would be told by nobody: the cursor stands past it then.
      expect(await waiting(company, 'stream', stream)).toBeGreaterThan(0);
      expect(commentsOn(company, filed)).toEqual(told);
      const asking = await restClient(company.running.served.url, 'emulator-help-desk-token');
      expect(await asking.get('/people/E2001/audit')).toMatchObject({
        status: 503,
        body: { refusal: 'newer-record', detail: expect.stringContaining(says) },
      });
    },
  );

  it('a leaver whose case it cannot read is left to the newer one at once, and no trouble of this one', async () => {
    const company = await makeCompany({ places: { urgent: 0 } });
    const { world, store } = company;
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    company.systems.okta.directory.completeActivation(accountWith(company, MARA).id);
    const left = await company.file('Offboarding', { Employee: 'E2001' });
    await lookAtIssue(world, left.id);
    await append(company, `jira:${left.id}`, 'CaseAudited', 1);
    const [person] = await store.read.findPersons('E2001');
    await expect(stopSignIn(world, accountId(`okta/${person}`))).rejects.toThrow(UnknownEvent);
  });

  it('started by a clock that is behind the last seal, it rings what is due, and says what it could not read', async () => {
    const company = await makeCompany();
    const { store, world } = company;
    await company.file('Onboarding', engineer());
    await company.untilQuiet();
    const sealed = await sealNow(world);
    if (sealed === null) throw new Error('nothing was sealed');
    await append(company, 'system', 'ClockAudited', 1);
    const started = { ...store.read, now: async () => later(sealed.at, -3_600_000) };
    let alarms: Alarms | undefined;
    await new Promise<void>((resolve, reject) => {
      const dueAccounts = async () => {
        resolve();
        return [];
      };
      const behind = { ...world, store: { ...store, read: { ...started, dueAccounts } } };
      const warn = ({ loop, trouble }: { loop?: unknown; trouble?: unknown }) => {
        if (loop === 'due changes') reject(new Error(String(trouble)));
      };
      const log = { ...world.log, warn };
      alarms = startAlarms({ ...behind, log }, 3_600_000, clockWatch({ ...behind, log }));
    }).finally(() => alarms?.stop());
    const says = 'event ClockAudited is of a type that this process does not know';
    const because = [`a newer Tenure works here: ${says}`];
    expect(await readyOf(company)).toMatchObject({ status: 503, said: { ready: false, because } });
  });

  it('a clock that steps is told although it cannot read that record: what ends waits, what begins does not', async () => {
    const company = await makeCompany();
    const { store, world } = company;
    const errors: string[] = [];
    const log = { ...world.log, error: (_: unknown, said?: string) => void errors.push(String(said)) };
    const watched = { ...world, log, monotonic: () => 0 };
    await company.file('Onboarding', engineer({ 'Worker type': 'Contractor', 'Last day': '2026-03-05' }));
    const starts = { 'First name': 'Noah', 'Last name': 'Berg', 'Start date': '2026-03-09' };
    await company.file('Onboarding', engineer({ 'Employee number': 'E2002', ...starts }));
    await company.untilQuiet();
    await append(company, 'system', 'ClockAudited', 1);
    const look = clockWatch(watched);
    expect(await look()).toBe(false);
    const held = groupsOf(company, MARA);
    expect(held).not.toEqual([]);
    await company.pass('2026-03-05T12:00:00Z');
    expect([await look(), await look()]).toEqual([true, false]);
    await company.pass('2026-03-10T08:00:00Z');
    expect(groupsOf(company, MARA)).toEqual(held);
    expect(groupsOf(company, 'noah.berg@acme.example')).not.toEqual([]);
    // Put right again: covered by the one that stands.
    const now = async () => later(company.now(), -7 * 86_400_000);
    let isBack = false;
    const other = clockWatch({
      ...watched,
      store: { ...store, read: { ...store.read, now: () => (isBack ? now() : store.read.now()) } },
    });
    expect(await other()).toBe(false);
    isBack = true;
    expect([await other(), await other()]).toEqual([true, false]);
    const listed = await store.read.exceptions({ kinds: ['clock-stepped'] });
    expect(listed).toHaveLength(1);
    expect(errors.filter((said) => said.startsWith('the clock has stepped'))).toHaveLength(2);
    expect(world.installation.newer).toContain('ClockAudited');
    const { rows } = await sql`select type from tenure.event where stream = 'system' order by seq desc limit 3`.execute(
      company.opened.databases.main,
    );
    // The step, and the one by which it was put right: what bears an earlier time is explained by it.
    expect(rows).toEqual([{ type: 'ExceptionRaised' }, { type: 'ExceptionRaised' }, { type: 'ClockAudited' }]);
  });

  it('stops, resumes, holds, puts in force, announces and settles although it cannot read the system’s record', async () => {
    const company = await makeCompany({ policy: twoAtOnce });
    const { store, world } = company;
    await threeHired(company);
    await append(company, 'system', 'ClockAudited', 1);
    expect(await stopWrites(world, INES, true)).toMatchObject({ ok: true });
    expect(await readStop(store.read)).toMatchObject({ leaversToo: true });
    expect(await resumeWrites(world, INES)).toMatchObject({ ok: true });
    const { because } = await held(company);
    expect(because).toEqual(['3 people are touched; 2 are allowed at once']);
    expect(await decide(company, 'change-set-held', 'reject')).toMatchObject({ ok: true });
    const other = edited(company, (text) => text.replace('mailFrom: tenure', 'mailFrom: provider'));
    expect(await applyPolicy(world, { policy: other, author: 'rafael', approver: null })).toMatchObject({
      kind: 'in-force',
    });
    const many = {
      filer: AISHA.email,
      people: 2,
      until: later(company.now(), 86_400_000),
      by: INES,
      reason: 'a layoff',
    };
    expect(await announceLeavers(world, many)).toMatchObject({ ok: true });
    await tellStuck(world, 1, null);
    expect(await decide(company, 'seals-not-written', 'accept')).toMatchObject({ ok: true });
    expect(await sealNow(world)).not.toBeNull();
    const { rows } = await sql<{ type: string; hash: string; previous: string }>`
      select type, hash, previous from tenure.event where stream = 'system' order by seq`.execute(
      company.opened.databases.main,
    );
    const unread = rows.findIndex(({ type }) => type === 'ClockAudited');
    const since = rows.slice(unread + 1);
    expect(since.map(({ type }) => type)).toEqual([
      'WritesStopped',
      'WritesResumed',
      'ChangeSetCounted',
      'ExceptionRaised',
      'ChangeSetRejected',
      'ExceptionSettled',
      'PolicyApplied',
      'LeaversAnnounced',
      'ExceptionRaised',
      'ExceptionSettled',
    ]);
    // In the same chain: whoever can read all of it finds nothing missing.
    expect(since.map(({ previous }) => previous)).toEqual(rows.slice(unread, -1).map(({ hash }) => hash));
  });

  it('what it cannot read of one keeps no other from being told: a leaver who is overdue, an exception that waits', async () => {
    const company = await makeCompany();
    const { store, world } = company;
    const people = [
      ['E2001', 'Mara', 'Lindt'],
      ['E2002', 'Noah', 'Berg'],
    ] as const;
    for (const [number, given, family] of people) {
      const named = { 'First name': given, 'Last name': family };
      await company.file('Onboarding', engineer({ 'Employee number': number, ...named }));
    }
    await company.untilQuiet();
    for (const login of [MARA, 'noah.berg@acme.example'])
      company.systems.okta.directory.completeActivation(accountWith(company, login).id);
    await tellStuck(world, 1, null);
    // A minute from the answer's own date, again and again: no failed attempt, so it is told by how long it lasts.
    const date = 'Mon, 02 Mar 2026 08:00:00 GMT';
    const reset = String(Date.parse(date) / 1_000 + 60);
    const headers = { date, 'x-rate-limit-limit': '600', 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': reset };
    company.systems.okta.faults.add({ on: '.', do: 'refuse', status: 429, body: {}, headers, times: 100_000 });
    const left = new Map<string, Filed>();
    for (const [number] of people) left.set(number, await company.file('Offboarding', { Employee: number }));
    await company.pass('6m');
    const [first = ''] = await store.read.overdueLeavers(milliseconds(300_000), 10);
    const [mara] = await store.read.findPersons('E2001');
    // Whoever is looked at first is the one that cannot be read.
    const theirs = left.get(first === `okta/${mara}` ? 'E2001' : 'E2002');
    await append(company, `jira:${theirs?.id}`, 'CaseAudited', 1);
    expect(await tellOverdue(world)).toBe(1);
    await append(company, 'system', 'ClockAudited', 1);
    await company.leap('4h');
    expect(await escalate(world)).toBe(1);
    expect(world.installation.newer).toContain('ClockAudited');
  });

  it('what it cannot read of one exception keeps no other from the list, and is said', async () => {
    const company = await makeCompany();
    const { world } = company;
    await tellStuck(world, 1, null);
    await company.pass('1m');
    await company.file('Onboarding', engineer({ 'Private email': '' }));
    await company.untilQuiet();
    await append(company, 'system', 'ClockAudited', 1);
    const says = 'event ClockAudited is of a type that this process does not know';
    const { exceptions } = (await asked(company, 'exceptions', {})) as unknown as { exceptions: object[] };
    expect(exceptions).toMatchObject([
      { kind: 'seals-not-written', owner: null, unread: says },
      { kind: 'no-private-address', owner: null, unread: null },
    ]);
    const page = await exceptionsSection(world, INES, String);
    expect(page[0]?.rows.map(({ says: lines }) => lines.some((line) => line.includes(says)))).toEqual([true, false]);
    expect(page[0]?.rows.map(({ buttons = [] }) => buttons.length > 0)).toEqual([false, true]);
    expect(world.installation.newer).toBe(says);
  });

  it('no job of a kind it does not know is taken for one of its own: it waits for whoever knows it', async () => {
    const company = await makeCompany();
    const ofLater: object[] = [
      { lane: 'bulk', record: 'jira:1', thoroughly: true },
      { lane: 'reconcile', team: 'okta/1' },
    ];
    for (const job of ofLater) await company.world.engine.send(job as Job);
    await company.untilQuiet();
    expect([await waiting(company, 'thoroughly', 'true'), await waiting(company, 'team', 'okta/1')]).toEqual([1, 1]);
    expect(await readyOf(company)).toMatchObject({ status: 503 });
  });
});
