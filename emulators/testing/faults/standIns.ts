/** The stand-ins that faults are laid at, and how they are asked. */
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { DEMO_BOT, demoSite, type JiraEmulator, startJiraEmulator } from '../../jira/index.ts';
import { manualClock } from '../../kit/clock.ts';
import type { Fault } from '../../kit/faults/fault.ts';
import type { Faults } from '../../kit/faults/faults.ts';
import type { LoggedRequest } from '../../kit/requestLog.ts';
import { type MailSink, startMailSink } from '../../mail/index.ts';
import { DEFAULT_API_TOKEN, type OktaEmulator, startOktaEmulator } from '../../okta/index.ts';
import { DEFAULT_APP, demoWorkspace, type SlackEmulator, startSlackEmulator } from '../../slack/index.ts';
import { type Listener, startListener } from '../listener.ts';

export const clock = manualClock(Date.now());
export const pass = (milliseconds: number) => clock.moveTo(clock.now() + milliseconds);
export const seen = new Set<string>();

export let okta: OktaEmulator;
export let jira: JiraEmulator;
export let slack: SlackEmulator;
export let mail: MailSink;
export let listener: Listener;

/** One of each for all rows of a file; each row begins with no faults and an empty log. */
export function eachStandIn(): void {
  beforeAll(async () => {
    listener = await startListener();
    okta = await startOktaEmulator({ clock, searchIndexDelayMilliseconds: 0 });
    jira = await startJiraEmulator({
      clock,
      searchIndexDelayMilliseconds: 0,
      seed: demoSite(),
      webhook: { url: listener.url },
    });
    slack = await startSlackEmulator({ clock, seed: demoWorkspace(), requestUrl: listener.url });
    slack.workspace.seed({ channels: [{ name: 'it', members: ['app'] }] });
    mail = await startMailSink({ clock });
  });
  afterAll(() => Promise.all([okta, jira, slack, mail, listener].map((one) => one.stop())));
  beforeEach(() => {
    for (const { faults, log } of [okta, jira, slack, mail]) {
      faults.clear();
      log.clear();
    }
    listener.heard.length = 0;
    // A full window of whatever was counted lies behind.
    pass(3_600_000);
  });
}

export function lay(faults: Faults, ...wanted: readonly Fault[]): void {
  for (const fault of wanted) {
    seen.add(`${faults.kit.name} ${fault.do}`);
    faults.add(fault);
  }
}

export interface Answer {
  /** 0: cut; -1: nothing came until the caller hung up. */
  readonly status: number;
  readonly body: unknown;
  readonly headers: Headers;
}

/** Ends the request that is waited for. */
export let hangUp = () => {};

export async function ask(
  url: string,
  authorization: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<Answer> {
  const patience = new AbortController();
  hangUp = () => patience.abort();
  try {
    const answer = await fetch(url + path, {
      method,
      signal: patience.signal,
      headers: { authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? undefined : JSON.parse(text), headers: answer.headers };
  } catch {
    return { status: patience.signal.aborted ? -1 : 0, body: undefined, headers: new Headers() };
  }
}

export const basic = Buffer.from(`${DEMO_BOT.email}:${DEMO_BOT.token}`).toString('base64');
export const atOkta = (method: string, path: string, body?: unknown) =>
  ask(okta.url, `SSWS ${DEFAULT_API_TOKEN}`, method, `/api/v1${path}`, body);
export const atJira = (method: string, path: string, body?: unknown) =>
  ask(jira.url, `Basic ${basic}`, method, path, body);
export const atSlack = (name: string, args: Record<string, string> = {}) =>
  ask(slack.url, `Bearer ${DEFAULT_APP.botToken}`, 'GET', `/api/${name}?${new URLSearchParams(args)}`);

export const statuses = (answers: readonly Answer[]) => answers.map(({ status }) => status);
export const inTurn = async (count: number, work: () => Promise<Answer>) => {
  const answers: Answer[] = [];
  for (let n = 0; n < count; n += 1) answers.push(await work());
  return answers;
};
export const aMoment = () => new Promise((resolve) => setImmediate(resolve));
export const met = (log: { list(): readonly LoggedRequest[] }) => log.list().flatMap(({ faults }) => faults);

export let summaries = 0;
export const fileIssue = (summary = `issue ${++summaries}`) =>
  atJira('POST', '/rest/api/3/issue', {
    fields: { project: { key: 'HELP' }, issuetype: { name: 'Access request' }, summary },
  });
