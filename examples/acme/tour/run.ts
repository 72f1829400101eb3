/** The tour itself: three forms and what is asked for in between, one after the other, each followed until it is over. */

import { perform, type ResultOf } from '../../../src/app/operations/index.ts';
import type { CaseState } from '../../../src/core/evidence/index.ts';
import { eventLine } from '../../../src/core/evidence/index.ts';
import type { RecordedEvent } from '../../../src/core/evidence/model.ts';
import type { Held } from '../../../src/core/grant/model.ts';
import type { GrantId } from '../../../src/core/shared/ids.ts';
import type { RunningTenure } from '../company.ts';
import { AISHA, type Filed, JiraForms, NADIA } from '../forms.ts';
import { anotherHand } from './anotherHand.ts';
import { type TourForm, tourForms } from './cases.ts';
import type { TourClock } from './clock.ts';
import type { Found } from './folder.ts';
import { follow } from './follow.ts';
import { caseEnd, caseHead, eventRow, heading, personRow } from './print.ts';
import { fileOnPortal, isOver, peopleDo, type TourRequest, tourRequests } from './requests.ts';

export interface TourCase {
  readonly key: string;
  readonly kind: TourForm['kind'] | 'access-request';
  /** `proved` when every item was read back; `closed` when a person took the risk of what was not. */
  readonly state: 'proved' | 'closed' | 'open' | 'waiting' | 'refused';
  /** From the form being filed to the proof; of a case an earlier run had begun, what its events say. */
  readonly milliseconds: number;
  readonly items: number;
  /** Of them accepted by a person. */
  readonly accepted: number;
  readonly providerWrites: number;
  readonly providerReads: number;
}

export interface TourResult {
  readonly cases: readonly TourCase[];
  readonly figures: {
    readonly cases: number;
    readonly proved: number;
    /** With accepted risk: done, and no proof. */
    readonly closed: number;
    readonly milliseconds: number;
    readonly providerWrites: number;
    readonly providerReads: number;
  };
  /** The five answers for the person of the tour. */
  readonly audit: unknown;
}

export interface TourWorld {
  readonly systems: Found;
  readonly running: RunningTenure;
  readonly clock: TourClock;
  say(line: string): void;
  /** What each grant gives, as it was told when it was given. */
  readonly grants: Map<GrantId, string>;
}

/** A killed run's leases and jobs are waited out before anything goes on; half a minute, on a busy machine more. */
const PATIENCE = 180_000;

export async function runTour(world: TourWorld): Promise<TourResult> {
  const started = Date.now();
  const forms = new JiraForms(world.systems.addresses.jira);
  const cases: TourCase[] = [];
  // What an earlier run filed is searched for, and the index lags.
  if (world.systems.adopted) await new Promise((resolve) => setTimeout(resolve, 2_500));
  for (const form of tourForms()) {
    // What an earlier run had begun is only finished.
    if (form.kind === 'offboarding') {
      if (!world.systems.adopted) await anotherHand(world);
      for (const request of tourRequests) cases.push(await runRequest(world, forms, request));
    }
    cases.push(await runForm(world, forms, form));
  }
  const sum = (pick: (one: TourCase) => number) => cases.reduce((total, one) => total + pick(one), 0);
  return {
    cases,
    audit: await askAudit(world),
    figures: {
      cases: cases.length,
      proved: cases.filter(({ state }) => state === 'proved').length,
      closed: cases.filter(({ state }) => state === 'closed').length,
      milliseconds: Date.now() - started,
      providerWrites: sum(({ providerWrites }) => providerWrites),
      providerReads: sum(({ providerReads }) => providerReads),
    },
  };
}

/** Filed as HR would file it; what no machine can do is done by Aisha of IT. */
async function runForm(world: TourWorld, forms: JiraForms, form: TourForm): Promise<TourCase> {
  const known = world.systems.adopted ? await findFiled(forms, 'PEO', form.issueType, form.summary) : null;
  return runCase(world, {
    ...form,
    known,
    by: 'Nadia, HR',
    file: () => forms.file(NADIA, form.issueType, form.summary, form.values),
    until: (state) => state.proved,
    people: (filed) => closeSubtasks(world, forms, filed, world.running.tenure.world.store.read),
  });
}

/** Asked for by Mara on the portal; answered by whoever is asked. */
async function runRequest(world: TourWorld, forms: JiraForms, request: TourRequest): Promise<TourCase> {
  const { summary } = request;
  const known = world.systems.adopted ? await findFiled(forms, 'HELP', 'Access request', summary) : null;
  return runCase(world, {
    kind: 'access-request',
    summary,
    known,
    by: 'Mara, on the portal',
    file: () => fileOnPortal(forms, request),
    until: (state) => isOver(request, state),
    people: (filed) => peopleDo(world, request, filed),
  });
}

interface Run {
  readonly kind: TourCase['kind'];
  readonly summary: string;
  /** Filed by an earlier run. */
  readonly known: Filed | null;
  readonly by: string;
  file(): Promise<Filed>;
  until(state: CaseState): boolean;
  people(filed: Filed): Promise<void>;
}

async function runCase(world: TourWorld, run: Run): Promise<TourCase> {
  const calls = await callCounter(world.systems.addresses.okta);
  const since = run.known === null ? world.clock.now() : null;
  const filed = run.known ?? (await run.file());
  caseHead(world.say, filed, run.summary, run.known === null ? run.by : null);
  const read = world.running.tenure.world.store.read;
  const shown: RecordedEvent[] = [];
  const onEvent = (recorded: RecordedEvent, milliseconds: number) => {
    shown.push(recorded);
    const { event } = recorded;
    if (event.type === 'GrantGiven') world.grants.set(event.grant.id, nameOf(event.grant.holds));
    const line = eventLine(event, (grant) => world.grants.get(grant));
    if (line !== null) eventRow(world.say, line, milliseconds);
  };
  const began = () => since ?? Date.parse(shown[0]?.at ?? new Date().toISOString());
  const following = { read, issueId: filed.id, since, patience: PATIENCE, onEvent };
  const working = follow({ ...following, until: run.until });
  const people = run.people(filed);
  const { state, reached } = await working;
  await people;
  const proof = shown.findLast(({ event }) => event.type === 'CaseProved');
  const { writes, reads } = await calls();
  const result: TourCase = {
    key: filed.key,
    kind: run.kind,
    // What has not come to what it should is not called proved.
    state: reached ? stateOf(state) : 'open',
    milliseconds: (proof === undefined ? world.clock.now() : Date.parse(proof.at)) - began(),
    items: proof?.event.type === 'CaseProved' ? proof.event.items : 0,
    accepted: proof?.event.type === 'CaseProved' ? proof.event.accepted : 0,
    providerWrites: writes,
    providerReads: reads,
  };
  caseEnd(world.say, result);
  return result;
}

/** What was asked, who approved it, which group gave it, when it began and when it ended: of everything Mara ever had. */
async function askAudit({ running, say }: TourWorld): Promise<unknown> {
  const answer = await perform(running.tenure.world, 'audit', { person: 'E2001' });
  if (answer.kind !== 'done') throw new Error(`no audit: ${JSON.stringify(answer)}`);
  const { grants } = answer.result as ResultOf<'audit'>;
  heading(say, 'Five answers for Mara Lindt: what was asked, who approved it, which group gave it, began, ended');
  for (const one of grants.filter(({ cause }) => cause === 'request' || cause === 'break-glass')) {
    const { approved } = one;
    const by =
      approved.kind === 'people'
        ? approved.decisions.map(({ by: who, channel }) => `${who} by ${channel}`).join(', ')
        : approved.kind === 'rule'
          ? `rule ${approved.rule}`
          : approved.kind;
    const groups = one.groups.map(({ group }) => group).join(', ') || 'opened by a person';
    say(`  ${one.access}  ${one.asked.case}; ${by}; ${groups}; ${one.began ?? 'never'}; ${one.ended ?? 'held'}`);
  }
  return answer.result;
}

/** What no machine can do is done here by Aisha of IT: she closes the sub-tasks she finds on the issue. */
async function closeSubtasks(
  world: TourWorld,
  forms: JiraForms,
  filed: Filed,
  read: Parameters<typeof follow>[0]['read'],
): Promise<void> {
  const closed = new Set<string>();
  await follow({
    read,
    issueId: filed.id,
    since: null,
    patience: PATIENCE,
    onEvent: (recorded) => {
      const { event } = recorded;
      if (event.type !== 'TaskFiled' || closed.has(event.key)) return;
      closed.add(event.key);
      closeSubtask(world, forms, event.key).catch((trouble: unknown) => world.say(String(trouble)));
    },
    until: (state) => state.proved,
  });
}

/** Of a case that an earlier run had begun it may be closed already. */
async function closeSubtask({ say }: TourWorld, forms: JiraForms, key: string): Promise<void> {
  if ((await forms.statusOf(AISHA, key)) === 'Done') return;
  personRow(say, `Aisha (IT) closes sub-task ${key}`);
  await forms.moveTo(AISHA, key, 'Done');
}

/** Filed by an earlier run: looked for by summary. */
async function findFiled(forms: JiraForms, project: string, type: string, summary: string): Promise<Filed | null> {
  const jql = `project = ${project} AND issuetype = "${type}" ORDER BY created ASC`;
  const { issues } = (await forms.call(project === 'HELP' ? AISHA : NADIA, 'POST', '/rest/api/3/search/jql', {
    jql,
    fields: ['summary'],
  })) as {
    issues: { id: string; key: string; fields: { summary: string } }[];
  };
  return issues.find(({ fields }) => fields.summary === summary) ?? null;
}

const nameOf = (held: Held) => (held.kind === 'entitlement' ? held.entitlement : held.group);

function stateOf({ proved, acceptedItems, accepted, exceptions }: CaseState): TourCase['state'] {
  if (proved) return acceptedItems > 0 ? 'closed' : 'proved';
  if (!accepted) return 'refused';
  return exceptions.some(({ verdict }) => verdict === null) ? 'waiting' : 'open';
}

/** Requests the identity provider has answered since, without the directory sweeps. */
async function callCounter(okta: string): Promise<() => Promise<{ writes: number; reads: number }>> {
  const list = async (since: number) =>
    (await (await fetch(`${okta}/_emulator/requests?since=${since}`)).json()) as {
      sequence: number;
      method: string;
      path: string;
    }[];
  const from = ((await list(0)).at(-1)?.sequence ?? -1) + 1;
  return async () => {
    const own = (await list(from)).filter(
      ({ path }) => path.startsWith('/api/v1/users') || /\/groups\/[^/?]+\/users/.test(path),
    );
    const writes = own.filter(({ method }) => method !== 'GET').length;
    return { writes, reads: own.length - writes };
  };
}
