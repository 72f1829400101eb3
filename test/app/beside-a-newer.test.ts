/** A newer version works on the same store: what it alone can read or do is left to it, and this process says so. */
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { type Alarms, startAlarms } from '../../src/app/clock/alarms.ts';
import { clockWatch } from '../../src/app/clock/clockWatch.ts';
import { lookAtIssue } from '../../src/app/look/look.ts';
import { stopSignIn } from '../../src/app/reconcile/signIn.ts';
import { sealNow } from '../../src/app/seals/make.ts';
import { later } from '../../src/app/world.ts';
import { UnknownEvent } from '../../src/core/evidence/index.ts';
import { accountId, exceptionId } from '../../src/core/shared/ids.ts';
import type { Job } from '../../src/ports/engine.ts';
import { type Company, describeStory } from '../support/company.ts';
import { accountWith, commentsOn, groupsOf } from '../support/looks.ts';
import { engineer, MARA } from '../support/people.ts';
import { restClient } from '../support/restClient.ts';

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
    update tenure.stream set seq = seq + 1 where id = ${stream} returning seq`.execute(main);
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
    await store.transaction(async (tx) => {
      await tx.lockCase('system');
      await tx.append('system', [{ type: 'ExceptionRaised', exception: exceptionId('seen'), kind: 'many-findings' }]);
    });
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

  it('a clock that steps is listed although it cannot go on record: what ends waits, what begins does not', async () => {
    const company = await makeCompany();
    const { store, world } = company;
    const errors: string[] = [];
    const log = { ...world.log, error: (_: unknown, said?: string) => void errors.push(String(said)) };
    const watched = { ...world, log, monotonic: () => 0 };
    await company.file('Onboarding', engineer({ 'Worker type': 'Contractor', 'Last day': '2026-03-05' }));
    const starts = { 'First name': 'Noah', 'Last name': 'Berg', 'Start date': '2026-03-09' };
    await company.file('Onboarding', engineer({ 'Employee number': 'E2002', ...starts }));
    await company.untilQuiet();
    await store.transaction(async (tx) => {
      await tx.lockCase('system');
      await tx.append('system', [{ type: 'ExceptionRaised', exception: exceptionId('seen'), kind: 'many-findings' }]);
    });
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
