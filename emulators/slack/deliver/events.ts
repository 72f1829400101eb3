/**
 * The Events API: what happened, to an app that asked to hear of it. Sent up to three times more, at once, after a
 * minute and after five ("The Events API", "Retries"), always under the same `event_id`.
 */
import type { EmulatorClock } from '../../kit/clock.ts';
import { type JsonObject, textOf } from '../../kit/json.ts';
import type { AppSettings } from '../options.ts';
import type { Ids } from '../state/ids.ts';
import type { DeliveryRecord, DeliveryResult } from './delivery.ts';
import type { Dispatcher, Retry } from './dispatcher.ts';
import { answerObject } from './http.ts';

const RETRY_AFTER = [0, 60_000, 5 * 60_000];

const REASONS: Readonly<Record<Exclude<DeliveryResult, 'acknowledged'>, string>> = {
  operation_timeout: 'http_timeout',
  dispatch_failed: 'connection_failed',
  http_client_error: 'http_error',
  http_service_error: 'http_error',
};

interface Team {
  readonly id: string;
  readonly botUser: string;
}

export class Events {
  readonly #clock: EmulatorClock;
  readonly #ids: Ids;
  readonly #app: AppSettings;
  readonly #team: Team;
  readonly #dispatcher: Dispatcher;

  constructor(clock: EmulatorClock, ids: Ids, app: AppSettings, team: Team, dispatcher: Dispatcher) {
    this.#clock = clock;
    this.#ids = ids;
    this.#app = app;
    this.#team = team;
    this.#dispatcher = dispatcher;
  }

  /** The first delivery's fate; `undefined` when the app is not subscribed (a message's kind is in the name: `message.im`). */
  emit(event: JsonObject, subscription = textOf(event.type) ?? ''): Promise<DeliveryRecord> | undefined {
    if (!this.#app.events.includes(subscription)) return undefined;
    return this.#send({
      token: LEGACY_TOKEN,
      team_id: this.#team.id,
      context_team_id: this.#team.id,
      context_enterprise_id: null,
      api_app_id: this.#app.id,
      event: { ...event, event_ts: this.#ids.ts() },
      type: 'event_callback',
      event_id: this.#ids.next('Ev'),
      event_time: Math.floor(this.#clock.now() / 1000),
      authorizations: [
        {
          enterprise_id: null,
          team_id: this.#team.id,
          user_id: this.#team.botUser,
          is_bot: true,
          is_enterprise_install: false,
        },
      ],
      is_ext_shared_channel: false,
      event_context: this.#ids.next('EC'),
    });
  }

  /** What Slack does when an address is entered: the app must give the challenge back. */
  async verify(): Promise<boolean> {
    const challenge = this.#ids.word(40);
    const asked = await this.#dispatcher.deliver('event', { token: LEGACY_TOKEN, challenge, type: 'url_verification' });
    if (asked.result !== 'acknowledged') return false;
    const { challenge: echoed, text } = answerObject(asked.answer);
    return echoed === challenge || text === challenge;
  }

  async #send(payload: JsonObject, retry?: Retry): Promise<DeliveryRecord> {
    const record = await this.#dispatcher.deliver('event', payload, retry);
    const attempt = (retry?.attempt ?? 0) + 1;
    const wait = RETRY_AFTER[attempt - 1];
    if (record.result === 'acknowledged' || wait === undefined) return record;
    if (record.answer?.headers['x-slack-no-retry'] === '1') return record;
    const again: Retry = { attempt, reason: REASONS[record.result] };
    if (wait === 0) void this.#send(payload, again);
    else this.#clock.after(wait, () => void this.#send(payload, again));
    return record;
  }
}

/** The verification token, long replaced by the signature and still in every payload. */
export const LEGACY_TOKEN = 'legacy-verification-token';
