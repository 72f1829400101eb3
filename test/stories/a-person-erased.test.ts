/**
 * Somebody has left long ago and asks to be forgotten. What they were called, where they are reached and what was said about
 * them goes out of the store; what was decided, given and taken stays, and everybody who reads it is told that they are erased.
 */
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import type { Filer } from '../../examples/acme/forms.ts';
import type { Database } from '../../src/adapters/postgres/database.ts';
import { listGroups } from '../../src/app/listGroups.ts';
import type { OperationName } from '../../src/app/operations/index.ts';
import { applyPolicy } from '../../src/app/policy/policyInForce.ts';
import { restoreFromIssues } from '../../src/app/restore/fromIssues.ts';
import { caseId } from '../../src/core/shared/ids.ts';
import { asked, INES, RAFAEL } from '../support/adopting.ts';
import { type Company, describeStory } from '../support/company.ts';
import { emptyAll } from '../support/emptyAll.ts';
import { commentsOn } from '../support/looks.ts';
import { engineer } from '../support/people.ts';

const MARA_AT_JIRA: Filer = { email: 'mara.lindt@acme.example', token: 'mara-token' };
const WORDS = /mara|lindt|\be2001\b|upgrade of the week|go ahead, carefully|tomasz/i;

/** Hired, given access that two people agreed to, and gone. */
async function goneSince(company: Company) {
  company.systems.jira.site.addUser({ displayName: 'Mara Lindt', groups: [], ...MARA_AT_JIRA });
  const hired = await company.file('Onboarding', engineer());
  await company.untilQuiet();
  const values = { 'Requested access': 'AWS: production', Duration: '6 hours', Reason: 'The upgrade of the week' };
  const request = await company.file('Access request', values, MARA_AT_JIRA);
  await company.untilQuiet();
  for (const by of ['tomasz.nowak@acme.example', 'omar.haddad@acme.example']) {
    await asked(company, 'decide', { case: request.key, verdict: 'approve', by, reason: 'Go ahead, carefully' });
    await company.untilQuiet();
  }
  const early = await asked(company, 'erasePlan', { person: 'E2001', by: RAFAEL });
  expect(early).toMatchObject({ refusal: 'not-erasable' });
  expect(early.details).toEqual(expect.arrayContaining([expect.stringMatching(/^works here, open-ended/)]));
  const left = await company.file('Offboarding', { Employee: 'E2001' });
  await company.untilQuiet();
  return { issues: [hired.key, request.key, left.key].sort(), left };
}

/** Every row of every table, as text. What the policy files name is for whoever writes them. */
async function rowsSaying(db: Database, words: RegExp): Promise<readonly string[]> {
  const { rows: tables } = await sql<{ name: string }>`
    select table_schema || '.' || table_name as name from information_schema.tables
    where table_schema like 'tenure%' and table_type = 'BASE TABLE'`.execute(db);
  const found: string[] = [];
  for (const { name } of tables) {
    if (name === 'tenure.policy') continue;
    const { rows } = await sql<{ row: string }>`select t::text as row from ${sql.raw(name)} t`.execute(db);
    found.push(...rows.flatMap(({ row }) => (words.test(row) ? [`${name}: ${words.exec(row)}`] : [])));
  }
  return found;
}

describeStory('a person who is erased', (makeCompany) => {
  it('is nowhere in the store by a word of theirs, while the record stays whole and every reader says so', async () => {
    const company = await makeCompany();
    const { issues, left } = await goneSince(company);
    const db = company.opened.databases.main;
    const [person] = await company.store.read.findPersons('E2001');
    if (person === undefined) throw new Error('nobody there');
    const before = await asked(company, 'audit', { person: 'E2001' });
    expect(await rowsSaying(db, WORDS)).not.toEqual([]);

    const plan = await asked(company, 'erasePlan', { person: 'E2001', by: RAFAEL });
    expect(plan).toMatchObject({ refusal: null, outside: { issues, accounts: [expect.stringMatching(/^okta 00u/)] } });
    expect((plan.goes as { texts: number }).texts).toBeGreaterThan(8);
    expect(await asked(company, 'audit', { person: 'E2001' })).toEqual(before);
    const hash = String(plan.hash);
    expect((await asked(company, 'eraseConfirm', { hash, by: RAFAEL })).refusal).toBe('own-change');
    expect((await asked(company, 'eraseConfirm', { hash, by: MARA_AT_JIRA.email })).refusal).toBe('not-allowed');
    expect((await asked(company, 'eraseConfirm', { hash: 'ab'.repeat(32), by: INES })).refusal).toBe('unknown-erasure');
    const done = await asked(company, 'eraseConfirm', { hash: hash.slice(0, 12), by: INES });
    expect(done).toMatchObject({ refusal: null, person, case: left.key, goes: plan.goes });
    await company.untilQuiet();

    // Whoever decided is named in the record for good: an audit asks for exactly that.
    expect(await rowsSaying(db, WORDS)).toEqual([]);
    expect((await asked(company, 'erasePlan', { person: 'E2001', by: RAFAEL })).refusal).toBe('unknown-person');
    expect((await asked(company, 'erasePlan', { person, by: RAFAEL })).details).toEqual(
      expect.arrayContaining([expect.stringMatching(/^erased already/)]),
    );
    expect((await asked(company, 'eraseConfirm', { hash, by: INES })).refusal).toBe('unknown-erasure');
    // Said of them afterwards: it goes by another plan, and then there is nothing left to plan.
    const [account] = (await company.store.read.person(person)).accounts;
    if (account?.providerId == null) throw new Error('no account');
    const { id, providerId, loweredByUs, verifiedAt } = account;
    await company.store.transaction(async (tx) => {
      const personal = { login: 'mara.lindt@acme.example' };
      const seen = { account: id, providerId, state: 'deactivated', loweredByUs, at: verifiedAt ?? tx.now } as const;
      const stream = caseId('jira', left.id);
      await tx.lockCase(stream);
      await tx.append(stream, [{ type: 'AccountVerified', ...seen, personal }]);
    });
    expect(await rowsSaying(db, WORDS)).not.toEqual([]);
    const again = await asked(company, 'erasePlan', { person, by: RAFAEL });
    expect(again).toMatchObject({ refusal: null, goes: { texts: 1, names: 0, logins: 0 } });
    expect((await asked(company, 'eraseConfirm', { hash: String(again.hash), by: INES })).refusal).toBe(null);
    await company.untilQuiet();
    expect(await rowsSaying(db, WORDS)).toEqual([]);
    expect((await asked(company, 'erasePlan', { person, by: RAFAEL })).refusal).toBe('not-erasable');
    expect(await asked(company, 'verify', {})).toMatchObject({ whole: true, erased: 1, faults: [] });
    expect(await asked(company, 'verifyIssues', {})).toMatchObject({ faults: [] });
    expect(commentsOn(company, left).join('\n')).toMatch(/Personal text erased\. .*by ines\.keller@acme\.example/);

    const readers: readonly [OperationName, object][] = [
      ...issues.map((key) => ['receipt', { case: key }] as [OperationName, object]),
      ...(['timeline', 'audit', 'person', 'access', 'explainPerson'] as const).map(
        (name) => [name, { person }] as [OperationName, object],
      ),
      ['requestShown', { request: issues.find((key) => key.startsWith('HELP')) ?? '' }],
      ...(['people', 'cases', 'exceptions', 'report', 'grants', 'requestList', 'requests', 'status'] as const).map(
        (name) => [name, {}] as [OperationName, object],
      ),
    ];
    for (const [name, input] of readers) {
      const said = await asked(company, name, input);
      expect({ name, refusal: said.refusal }).toEqual({ name, refusal: null });
      expect(JSON.stringify(said), name).not.toMatch(WORDS);
    }
    const after = await asked(company, 'audit', { person });
    const groups = (answer: object) => (JSON.stringify(answer).match(/okta:[a-z-]+/g) ?? []).sort();
    expect(groups(after)).toEqual(groups(before));
    expect(after).toMatchObject({ person: { name: 'erased person' } });
    const timeline = JSON.stringify(await asked(company, 'timeline', { person }));
    expect(timeline).toContain('(erased) approves question');
    expect(timeline).toContain('asked of (erased)');

    // A store that is lost and made again from the issues does not know them either, whatever the forms still say.
    const erased = await company.store.read.person(person);
    await company.running.tenure.engine.stop(5_000);
    await emptyAll(company.opened.databases);
    company.world.rules.forget();
    await listGroups(company.world);
    await applyPolicy(company.world, { policy: company.policy, author: 'rebuild', approver: null });
    const { verify } = company.verifier;
    expect(await restoreFromIssues(company.world, { verify }, new Map())).toMatchObject({ ok: true });
    expect(await rowsSaying(db, WORDS)).toEqual([]);
    expect(await company.store.read.person(person)).toEqual(erased);
  });
});
