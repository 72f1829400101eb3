/** A running workspace of the demo people, and the official client as the app in it. */
import { LogLevel, WebClient, type WebClientOptions } from '@slack/web-api';
import { type ManualClock, manualClock } from '../../kit/clock.ts';
import {
  DEFAULT_APP,
  demoWorkspace,
  type SlackEmulator,
  type SlackEmulatorOptions,
  startSlackEmulator,
} from '../index.ts';

export interface TestWorkspace {
  readonly slack: SlackEmulator;
  readonly clock: ManualClock;
  readonly client: WebClient;
  /** The id of somebody. */
  readonly id: (who: string) => string;
  /** Lets time pass. */
  readonly pass: (milliseconds: number) => void;
}

/** The clock begins at the machine's time, so that a receiver which looks at its own finds signatures fresh. */
export async function startTestWorkspace(options: SlackEmulatorOptions = {}): Promise<TestWorkspace> {
  const clock = manualClock(Date.now());
  const slack = await startSlackEmulator({ clock, seed: demoWorkspace(), ...options });
  return {
    slack,
    clock,
    client: clientOf(slack),
    id: (who) => slack.workspace.users.find(who).id,
    pass: (milliseconds) => clock.moveTo(clock.now() + milliseconds),
  };
}

/** Without its own retries: a test wants to see the first answer. */
export const clientOf = ({ apiUrl }: SlackEmulator, token = DEFAULT_APP.botToken, more: WebClientOptions = {}) =>
  new WebClient(token, {
    slackApiUrl: apiUrl,
    logLevel: LogLevel.ERROR,
    logger: SILENT,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    ...more,
  });

const quiet = () => undefined;
/** A refusal is what these tests ask for: nothing to print. */
export const SILENT = {
  debug: quiet,
  info: quiet,
  warn: quiet,
  error: quiet,
  setLevel: quiet,
  setName: quiet,
  getLevel: () => LogLevel.ERROR,
};

export const section = (text: string) => ({ type: 'section' as const, text: { type: 'mrkdwn' as const, text } });
export const button = (actionId: string, value: string, text = actionId) => ({
  type: 'button' as const,
  action_id: actionId,
  value,
  text: { type: 'plain_text' as const, text },
});
export const actions = (...elements: ReturnType<typeof button>[]) => ({ type: 'actions' as const, elements });
