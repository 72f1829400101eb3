/**
 * Access on request: asked for on the portal and approved in Slack, given for an hour and ended, refused, and taken in an
 * emergency. What people do follows from how the case stands, so a killed run is only gone on with.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { perform } from '../../../src/app/operations/index.ts';
import { type CaseLine, type CaseState, foldCase, openQuestions } from '../../../src/core/evidence/index.ts';
import { type CaseId, caseId } from '../../../src/core/shared/ids.ts';
import type { Filed, Filer, FormValues, JiraForms } from '../forms.ts';
import { personRow } from './print.ts';
import type { TourWorld } from './run.ts';

export const MARA: Filer = { email: 'mara.lindt@acme.example', token: 'mara-token' };

export interface TourRequest {
  readonly summary: string;
  readonly values: FormValues;
  readonly says: 'approve' | 'refuse';
  /** How its line is to stand at the end; an hour is not sat out. */
  readonly comesTo: 'held' | 'refused' | 'reviewed' | 'expired';
}

export const tourRequests: readonly TourRequest[] = [
  {
    summary: 'Access: Figma for a day',
    values: { 'Requested access': 'Figma: editor', Duration: '24 hours', Reason: 'The new charts' },
    says: 'approve',
    comesTo: 'held',
  },
  {
    summary: 'Access: production for a week',
    values: { 'Requested access': 'AWS: production', Duration: '7 days', Reason: 'To look around' },
    says: 'refuse',
    comesTo: 'refused',
  },
  {
    summary: 'Emergency: Snowflake',
    values: {
      'Requested access': 'Snowflake: engineer',
      Duration: '1 hour',
      Reason: 'The nightly load is stuck',
      'Break-glass': 'Yes',
    },
    says: 'approve',
    comesTo: 'reviewed',
  },
  {
    summary: 'Access: administrator of Benchling for an hour',
    values: { 'Requested access': 'Benchling: admin', Duration: '1 hour', Reason: 'A broken template' },
    says: 'approve',
    comesTo: 'expired',
  },
];

const OWNER_OF_SNOWFLAKE = 'priya.raman@acme.example';
const AN_HOUR = 61 * 60_000;
const PATIENCE = 180_000;
const AGAIN_AFTER = 10_000;

/** Whether everything of it has happened that the tour shows. */
export const isOver = ({ comesTo }: TourRequest, { proved, request: { lines } }: CaseState): boolean =>
  proved && lines.length > 0 && lines.every((line) => standing(line) === comesTo);

const standing = ({ grant, ended, reviewed }: CaseLine): string => {
  if (ended !== null) return ended;
  return reviewed === 'justified' ? 'reviewed' : grant === null ? 'asked' : 'held';
};

/** Until then: whoever is asked answers, in Slack, and what was taken in an emergency is looked at. */
export async function peopleDo(world: TourWorld, request: TourRequest, { id, key }: Filed): Promise<void> {
  const { store } = world.running.tenure.world;
  const on = caseId('jira', id);
  const pressed = new Map<string, number>();
  const deadline = Date.now() + PATIENCE;
  let hasJumped = false;
  for (;;) {
    const state = foldCase(on, await store.read.stream(on));
    if (isOver(request, state) || Date.now() > deadline) return;
    for (const question of openQuestions(state.request)) {
      const who = question.approvers[0]?.mail;
      // Who sees nothing come of it presses again: the message may have changed under their hand.
      if (who === undefined || Date.now() - (pressed.get(question.id) ?? 0) < AGAIN_AFTER) continue;
      if (await answers(world, request, on, { id: question.id, who, key })) pressed.set(question.id, Date.now());
    }
    if (
      state.request.lines.some(
        ({ asked, grant, reviewed }) => asked.answer === 'break-glass' && grant !== null && reviewed === null,
      )
    ) {
      await looksAtIt(world, on);
    }
    if (request.comesTo === 'expired' && state.proved && !hasJumped) {
      hasJumped = true;
      world.say('');
      personRow(world.say, 'the tour’s clock is set an hour ahead');
      world.clock.jump(AN_HOUR);
    }
    await wait(50);
  }
}

/** `false` = the question has not come to their Slack yet. */
async function answers(
  world: TourWorld,
  { says }: TourRequest,
  on: CaseId,
  { id, who, key }: { id: string; who: string; key: string },
): Promise<boolean> {
  if (says === 'refuse') {
    personRow(world.say, `${who} refuses question ${id}, at Tenure itself`);
    const word = { case: on, about: id, verdict: 'refuse', by: who, reason: 'Please look at staging instead' };
    await done(world, word);
    return true;
  }
  const there = `${world.systems.addresses.slack}/_emulator/as/${who}`;
  // They may be asked about more than this: whoever presses looks which issue the message is about.
  const { messages } = (await (await fetch(there)).json()) as { messages: readonly { readonly ts: string }[] };
  const message = messages.find((one) => new RegExp(`\\b${key}\\b`).test(JSON.stringify(one)));
  if (message === undefined) return false;
  const answer = await fetch(`${there}/click`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ action: 'question.approve', ts: message.ts }),
  });
  if (answer.ok) personRow(world.say, `${who} presses Approve in Slack`);
  return answer.ok;
}

async function looksAtIt(world: TourWorld, on: CaseId): Promise<void> {
  personRow(world.say, `${OWNER_OF_SNOWFLAKE}, who was told by mail, looks at it afterwards: justified`);
  await done(world, {
    case: on,
    verdict: 'justified',
    by: OWNER_OF_SNOWFLAKE,
    reason: 'The load was stuck, and runs again',
  });
}

async function done({ running }: TourWorld, word: object): Promise<void> {
  const said = await perform(running.tenure.world, 'decide', word);
  if (said.kind !== 'done') throw new Error(`not decided: ${JSON.stringify(said)}`);
}

/** As a customer of the service desk would: through its portal's own interface. */
export async function fileOnPortal(forms: JiraForms, { summary, values }: TourRequest): Promise<Filed> {
  const desk = '/rest/servicedeskapi/servicedesk';
  const { values: desks } = (await forms.call(MARA, 'GET', desk)) as { values: { id: string; projectKey: string }[] };
  const help = desks.find(({ projectKey }) => projectKey === 'HELP')?.id;
  const types = (await forms.call(MARA, 'GET', `${desk}/${help}/requesttype`)) as {
    values: { id: string; name: string }[];
  };
  const type = types.values.find(({ name }) => name === 'Access request')?.id;
  const requestFieldValues = { summary, ...(await forms.wire(MARA, values)) };
  // Long fields are written as documents, and the desk takes them for that only when told so.
  const asked = { serviceDeskId: help, requestTypeId: type, isAdfRequest: true, requestFieldValues };
  const made = (await forms.call(MARA, 'POST', '/rest/servicedeskapi/request', asked)) as {
    issueId: string;
    issueKey: string;
  };
  return { id: made.issueId, key: made.issueKey };
}
