/** One message from Slack to the app, and what became of it. */
import type { JsonObject } from '../../kit/json.ts';

export type DeliveryKind = 'event' | 'interaction' | 'command' | 'options';

/** What the app answered: the body of an HTTP answer, or the payload of an acknowledgement over the socket. */
export interface AppAnswer {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/**
 * `operation_timeout`: nothing within three seconds. `dispatch_failed`: nobody listens. `http_client_error` and
 * `http_service_error`: a status that is no success.
 */
export type DeliveryResult =
  | 'acknowledged'
  | 'operation_timeout'
  | 'dispatch_failed'
  | 'http_client_error'
  | 'http_service_error';

export interface Parcel {
  readonly kind: DeliveryKind;
  readonly payload: JsonObject;
}

export interface DeliveryRecord extends Parcel {
  readonly id: number;
  readonly transport: 'http' | 'socket';
  /** When it left, on the emulator's clock; epoch milliseconds. */
  readonly at: number;
  /** How long the app took, by the machine's clock; 0 when it never answered. */
  readonly tookMilliseconds: number;
  readonly result: DeliveryResult;
  /** `null` when none came in time. */
  readonly answer: AppAnswer | null;
  /** 0 is the first; events are sent again. */
  readonly attempt: number;
  /** The delivery this one repeats, when it does. */
  readonly repeats: number | null;
}

/** "This must be sent within 3 seconds of receiving the payload." */
export const ACKNOWLEDGED_WITHIN = 3_000;
