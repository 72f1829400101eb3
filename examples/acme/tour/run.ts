/** The tour itself: three forms, one after the other, each followed until it is proved. */
import type { CaseState } from '../../../src/core/evidence/index.ts';
import { eventLine } from '../../../src/core/evidence/index.ts';
import type { RecordedEvent } from '../../../src/core/evidence/model.ts';
import type { Held } from '../../../src/core/grant/model.ts';
import type { GrantId } from '../../../src/core/shared/ids.ts';
import type { RunningTenure } from '../company.ts';
import { AISHA, type Filed, JiraForms, NADIA } from '../forms.ts';
import { anotherHand } from './anotherHand.ts';
import { type TourForm, tourForms } from './cases.ts';
import type { Found } from './folder.ts';
import { follow } from './follow.ts';
import { caseEnd, caseHead, eventRow, personRow } from './print.ts';

export interface TourCase {
  readonly key: string;
  readonly kind: TourForm['kind'];
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
}

export interface TourWorld {
  readonly systems: Found;
  readonly running: RunningTenure;
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
  for (const form of tourForms()) {
    // What an earlier run had begun is only finished.
    if (form.kind === 'offboarding' && !world.systems.adopted) await anotherHand(world);
    cases.push(await runCase(world, forms, form));
  }
  const sum = (pick: (one: TourCase) => number) => cases.reduce((total, one) => total + pick(one), 0);
  return {
    cases,
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

async function runCase(world: TourWorld, forms: JiraForms, form: TourForm): Promise<TourCase> {
  const calls = await callCounter(world.systems.addresses.okta);
  const known = world.systems.adopted ? await findFiled(forms, form) : null;
  const since = known === null ? Date.now() : null;
  const filed = known ?? (await forms.file(NADIA, form.issueType, form.summary, form.values));
  caseHead(world.say, form, filed, known !== null);
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
  const working = follow({ ...following, until: (state) => state.proved });
  const people = closeSubtasks(world, forms, filed, read);
  const { state } = await working;
  await people;
  const proof = shown.findLast(({ event }) => event.type === 'CaseProved');
  const { writes, reads } = await calls();
  const result: TourCase = {
    key: filed.key,
    kind: form.kind,
    state: stateOf(state),
    milliseconds: (proof === undefined ? Date.now() : Date.parse(proof.at)) - began(),
    items: proof?.event.type === 'CaseProved' ? proof.event.items : 0,
    accepted: proof?.event.type === 'CaseProved' ? proof.event.accepted : 0,
    providerWrites: writes,
    providerReads: reads,
  };
  caseEnd(world.say, result);
  return result;
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

/** Filed by an earlier run: looked for by summary, after the search index has caught up. */
async function findFiled(forms: JiraForms, form: TourForm): Promise<Filed | null> {
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  const jql = `project = PEO AND issuetype = "${form.issueType}" ORDER BY created ASC`;
  const { issues } = (await forms.call(NADIA, 'POST', '/rest/api/3/search/jql', { jql, fields: ['summary'] })) as {
    issues: { id: string; key: string; fields: { summary: string } }[];
  };
  return issues.find(({ fields }) => fields.summary === form.summary) ?? null;
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
