/**
 * Every kind of exception there is, one by one: said in plain words, told again by its age, filed as an issue and closed with
 * it, and settled by each of its choices through the API, and by one of them in Slack and on the command line. A kind that is
 * new fails here until it stands in the table. What a choice does at the provider has stories of its own.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { commitCase } from '../../src/app/commit.ts';
import { decideException, openExceptionForm } from '../../src/app/desk/exceptionForms.ts';
import { PRESS } from '../../src/app/desk/page.ts';
import { escalate, sendWaiting, verdictWords, writeExceptionTasks } from '../../src/app/exceptions/index.ts';
import { verdictsOf } from '../../src/app/settling/verdicts.ts';
import { EXCEPTION_KINDS, exceptionSentence, foldCase } from '../../src/core/evidence/index.ts';
import type { TenureEvent, Verdict } from '../../src/core/evidence/model.ts';
import { caseId, deskUserId, type ExceptionId, exceptionId } from '../../src/core/shared/ids.ts';
import type { ExceptionRow } from '../../src/ports/store.ts';
import { freshToken, writeServiceFile } from '../../src/serviceFile.ts';
import { say } from '../cli/company.ts';
import { type Company, describeStory } from '../support/company.ts';
import { testDesk } from '../support/desk.ts';
import { INES } from '../support/hands.ts';
import { engineer } from '../support/people.ts';
import { restClient, within } from '../support/restClient.ts';

/** Where each stands: on somebody's case, or in the system's own stream. */
const ON_A_CASE = [
  ...[
    'gone-after-verified',
    'back-after-removal',
    'lowered-by-other-hand',
    'raised-by-other-hand',
    'group-not-writable',
  ],
  ...[
    'protected-account',
    'protected-group',
    'account-vanished',
    'account-unseen',
    'issue-vanished',
    'issue-moved',
    'closed-by-own-hand',
  ],
  ...['sub-task-vanished', 'account-exists', 'no-approver', 'held-in-conflict', 'not-in-place', 'unknown-group'],
  ...[
    'provider-refused',
    'admin-unknown',
    'apps-unknown',
    'account-awaited',
    'memberships-revived',
    'closing-overtaken',
  ],
  ...['login-awaited', 'profile-field-unfit', 'directory-changed', 'app-not-provisioned', 'app-account-left'],
  ...['app-accounts-unknown', 'not-getting-through', 'unauthorised-edit', 'unknown-address', 'unclear-on-form'],
  ...[
    'nobody-answers',
    'access-review-due',
    'leaver-rate',
    'brake-held',
    'sub-task-overdue',
    'emergency-not-justified',
  ],
  ...['no-second-factor', 'no-private-address', 'mail-refused', 'evidence-refused', 'record-there-already'],
  ...['account-not-found', 'account-unsure', 'role-actor-gone', 'role-opens-for-others', 'group-not-synced'],
  ...['role-unreadable', 'role-vanished', 'unknown-role', 'team-managed-project'],
];
const OF_THE_SYSTEM = [
  ...['account-review-due', 'leavers-held', 'unexplained-membership', 'account-without-person', 'group-vanished'],
  ...['group-owned-elsewhere', 'not-on-roster', 'on-roster-after-leaving', 'differs-from-roster', 'unknown-on-roster'],
  ...['account-not-on-roster', 'many-roster-findings', 'many-findings', 'sweep-broken-off', 'record-not-restored'],
  ...[
    'record-edited',
    'record-unread',
    'form-unread',
    'seals-not-written',
    'form-refused',
    'right-missing',
    'request-not-filed',
  ],
  ...['clock-stepped', 'change-set-held', 'group-actor-gone', 'unexplained-actor', 'unexplained-group-actor'],
  'unexplained-group-member',
];
/** Settled only with what it is about, which is not made up here. */
const WITH_ITS_OWN: readonly string[] = ['change-set-held'];

const SRC = fileURLToPath(new URL('../../src/', import.meta.url));

/** By its name, where the code raises one: spelt out, or by a constant of its file or of another. */
function raisedInCode(): readonly string[] {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => readFileSync(join(SRC, file), 'utf8'));
  const constants = (text: string, isExported: boolean) =>
    [
      ...text.matchAll(isExported ? /^export const (\w+) = '([a-z-]+)'/gm : /^(?:export )?const (\w+) = '([a-z-]+)'/gm),
    ].map(([, name = '', value = '']) => [name, value] as const);
  const everywhere = new Map(files.flatMap((text) => constants(text, true)));
  return files.flatMap((text) => {
    const own = new Map(constants(text, false));
    const named = [
      ...text.matchAll(/type: 'ExceptionRaised',[^;]*?\bkind: (?:'([a-z-]+)'|([A-Z_]+))/g),
      ...text.matchAll(/raiseOnce\([^)]*?(?:'([a-z-]+)'|\b([A-Z_]{3,})\b)/g),
      ...text.matchAll(/raiseException\(\{[^}]*?\bkind: (?:'([a-z-]+)'|([A-Z_]+))/g),
    ];
    return named.flatMap(([, spelt, name = '']) => spelt ?? own.get(name) ?? everywhere.get(name) ?? []);
  });
}

it('every kind is in the table of this test, and nothing is raised that is not', () => {
  expect([...ON_A_CASE, ...OF_THE_SYSTEM].sort()).toEqual([...EXCEPTION_KINDS].sort());
  const raised = raisedInCode();
  expect(new Set(raised).size).toBeGreaterThan(30);
  expect(raised.filter((kind) => !EXCEPTION_KINDS.includes(kind))).toEqual([]);
});

/** For people: a sentence, and nothing a program would say. */
const isPlain = (text: string, kind: string) =>
  /^[A-Z“].*[.]$/s.test(text) &&
  !/undefined|\bnull\b|NaN|\[object|Something needs a person/.test(text) &&
  !(kind.includes('-') && text.includes(kind));

const withTasks = (text: string, file: string) =>
  file === 'tenure.yaml'
    ? text.replace(/# exceptions:[\s\S]*?Accepted: accept \}/, (block) => block.replaceAll(/^# /gm, ''))
    : text;

describeStory('every kind of exception', (makeCompany) => {
  it('is said in plain words, told by its age, filed as an issue, and settled wherever people do', {
    timeout: 300_000,
  }, async () => {
    const apiToken = freshToken();
    const company = await makeCompany({ policy: withTasks, apiToken });
    const hired = await company.file('Onboarding', engineer());
    await company.untilQuiet();
    const { store, world } = company;
    const wrong: string[] = [];
    const check = (isRight: boolean, what: string) => void (isRight || wrong.push(what));

    // What is not really in trouble would be over by itself as soon as anybody looks: nobody does, and each stands as it was raised.
    await company.passDown('1m');
    const first = await raised(company, hired.id, 'first', () => 1);
    for (const { kind, person, detail } of first) {
      const { says, remedy } = exceptionSentence(kind);
      check(isPlain(says, kind) && isPlain(remedy, kind), `${kind} is said as a program would`);
      const verdicts = verdictsOf({ kind, person, detail });
      check(verdicts.length > 0, `${kind} leaves no choice`);
      check(
        verdicts.every((one) => verdictWords(one) !== one),
        `a choice of ${kind} has no words`,
      );
    }

    // Told by its age, once a step, and the words of it are a mail's.
    await company.passDown('4h');
    await escalate(world);
    const escalated = new Set<ExceptionId>();
    for (const stream of [caseId('jira', hired.id), 'system'] as const) {
      for (const { event } of await store.read.stream(stream)) {
        if (event.type !== 'ExceptionEscalated') continue;
        if (!escalated.has(event.exception)) await sendWaiting(world, stream, event.notice, 'mail');
        escalated.add(event.exception);
      }
    }
    for (const { id, kind } of first) check(escalated.has(id), `${kind} is not told by its age`);
    const mails = company.systems.mail.messages().map(({ text }) => text ?? '');
    check(
      mails.some((text) => text.includes(exceptionSentence('form-refused').says)),
      'no mail says what waits',
    );
    check(!mails.some((text) => /undefined|\[object/.test(text)), 'a mail says undefined');

    // An issue each, where the policy says so.
    await writeExceptionTasks(world);
    const issues = () => [...company.systems.jira.site.issues.all()].filter(({ type }) => type.name === 'Exception');
    const titles = JSON.stringify(issues().map(({ state }) => state.values.get('summary')));
    check(issues().length === first.length, `${issues().length} issues for ${first.length} exceptions`);
    for (const { kind } of first)
      check(
        titles.includes(JSON.stringify(exceptionSentence(kind).says.slice(0, 100)).slice(1, -1)),
        `${kind} is no issue`,
      );

    // In Slack: the form shows it in words, and what is chosen there settles it. Its issue is closed then.
    for (const row of first) {
      if (WITH_ITS_OWN.includes(row.kind)) continue;
      check((await inSlack(company, row)) === null, `${row.kind} is not settled in Slack`);
      check((await store.read.exception(row.id))?.settled?.by === INES, `${row.kind} stands after Slack`);
    }
    await writeExceptionTasks(world);
    check(
      issues().filter(({ state }) => state.status.name !== 'Done').length === WITH_ITS_OWN.length,
      'an issue stays open',
    );

    // By the API every choice of each.
    const api = await restClient(company.running.served.url, apiToken);
    for (const row of await raised(company, hired.id, 'second', (verdicts) => verdicts.length)) {
      const path = `/exceptions/${encodeURIComponent(row.id)}`;
      const { body } = await api.get(path);
      check(within(body, 'says') === exceptionSentence(row.kind).says, `${row.kind} is not said by the API`);
      if (WITH_ITS_OWN.includes(row.kind)) continue;
      const verdict = verdictsOf(row)[Number(row.id.split('!').at(-1))];
      const hash = within(body, 'detail', 'hash');
      const said = { verdict, by: INES, reason: 'looked into it', ...(typeof hash === 'string' ? { hash } : {}) };
      const { status } = await api.post(`${path}/verdict`, said);
      check(status === 201, `${row.kind} is not settled by the API: ${verdict}, ${status}`);
      check((await store.read.exception(row.id))?.settled?.verdict === verdict, `${row.kind} stands after the API`);
    }

    // On the command line one choice of each.
    const dataDir = mkdtempSync(join(tmpdir(), 'tenure-every-exception-'));
    try {
      const { url } = company.running.served;
      writeServiceFile(dataDir, { url, pid: process.pid, token: apiToken, policyDir: join(dataDir, 'policy') });
      const tenure = (...argv: readonly string[]) => say(argv, { TENURE_DATA: dataDir });
      const third = await raised(company, hired.id, 'third', () => 1);
      const list = await tenure('exceptions');
      for (const row of third) {
        check(list.out.includes(row.id), `${row.kind} is not listed on the command line`);
        if (WITH_ITS_OWN.includes(row.kind)) continue;
        const last = ['--verdict', verdictsOf(row).at(-1) ?? 'none'];
        // One decision about many is confirmed as its own page says.
        const page = row.kind === 'leavers-held' ? (await tenure('exceptions', 'show', row.id)).out : '';
        const hash = / --hash (\w+)/.exec(page)?.[1];
        const verdict = row.kind === 'leavers-held' ? ['--verdict', 'confirm', '--hash', hash ?? ''] : last;
        const said = [...verdict, '--reason', 'looked into it', '--by', INES];
        const { exit, err } = await tenure('confirm', row.id, ...said);
        check(exit === 0, `${row.kind} is not settled on the command line: ${err}`);
        check((await store.read.exception(row.id))?.settled !== null, `${row.kind} stands after the command line`);
      }
      check(!/undefined|\[object/.test(list.out), 'the command line says undefined');
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
    }
    expect(wrong).toEqual([]);
  });
});

type Row = Pick<ExceptionRow, 'id' | 'kind' | 'person' | 'detail'>;

/** Of every kind as many as asked for, all of a stream in one commit. */
async function raised(
  { store, world }: Company,
  issue: string,
  name: string,
  many: (verdicts: readonly Verdict[]) => number,
): Promise<readonly Row[]> {
  const on = caseId('jira', issue);
  const force = (await world.rules.current()) ?? expect.fail('no policy');
  const { person } = foldCase(on, await store.read.stream(on));
  if (person === null) return expect.fail('nobody was hired');
  const rowsOf = (kinds: readonly string[], of: Row['person']) =>
    kinds.flatMap((kind): Row[] => {
      const detail = DETAILS[kind] ?? {};
      const count = many(verdictsOf({ kind, person: of, detail }));
      return Array.from({ length: count }, (_, nth) => ({
        id: exceptionId(`${name}!${kind}!${nth}`),
        ...{ kind, detail, person: of },
      }));
    });
  const [onCase, system] = [rowsOf(ON_A_CASE, person), rowsOf(OF_THE_SYSTEM, null)];
  const eventOf = ({ id, kind, detail }: Row): TenureEvent => ({
    type: 'ExceptionRaised',
    exception: id,
    kind,
    detail,
  });
  await store.transaction(async (tx) => {
    const ledger = await tx.lockPerson(person);
    const state = foldCase(on, await tx.lockCase(on));
    const { settings } = force.policy;
    const events = onCase.map(eventOf);
    await commitCase(tx, { ledger, state, events, settings, timing: world.timing, edits: false, mayProve: false });
  });
  await store.transaction(async (tx) => {
    await tx.lockSystem();
    void tx.append('system', system.map(eventOf));
    const nobodys = { case: null, account: null, group: null, settled: null } as const;
    for (const row of system) await tx.raiseException({ ...row, ...nobodys, openedAt: tx.now });
  });
  return [...onCase, ...system];
}

const DETAILS: Readonly<Record<string, ExceptionRow['detail']>> = {
  'leavers-held': { filedBy: 'nobody-here' },
  'change-set-held': { changeSet: '00000000-0000-4000-8000-000000000000' },
  'right-missing': { connection: 'jira', right: 'PEO: Add comments', give: 'the right ADD_COMMENTS' },
  'form-refused': { issue: '4711', key: 'PEO-4711', form: 'offboarding', because: '“Employee” names nobody.' },
};

/** By its button and its form, as what somebody chose there is worked on. `null` = done. */
async function inSlack({ world }: Company, row: Row): Promise<unknown> {
  const { desk, forms, whispers } = testDesk();
  const verdicts = verdictsOf(row);
  const action = verdicts.some((one) => one !== 'retry') ? PRESS.settle : PRESS.retry;
  const by = deskUserId(INES);
  const press = {
    kind: 'press',
    by,
    action,
    token: JSON.stringify([row.id]),
    place: null,
    formTicket: 't',
    replyTicket: null,
  };
  await openExceptionForm(world, desk, press as Parameters<typeof openExceptionForm>[2]);
  const [form] = forms;
  if (form === undefined) return whispers.map(({ says }) => says).join();
  const options = form.fields.flatMap((field) => (field.kind === 'choice' ? field.options : []));
  const words = [...form.says, ...options.map(({ says }) => says)];
  if (
    words.some((text) => /undefined|\bnull\b|\[object/.test(text)) ||
    options.some(({ says, value }) => says === value)
  )
    return 'said as a program would';
  const answers = { verdict: options[0]?.value ?? '', reason: 'looked into it' };
  const fields = form.fields.map(({ id }) => id);
  const act = { kind: 'form', by, name: form.name, token: form.token, answers, fields };
  return decideException(world, desk, 'act', act as Parameters<typeof decideException>[3]);
}
