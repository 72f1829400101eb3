/**
 * What comes in from Slack over HTTP: signed over the raw bytes and the time ("Verifying requests from Slack"). The time may
 * be five minutes off, either way; a clock that runs ahead would otherwise let a recorded request live longer.
 */
import { createHmac } from 'node:crypto';
import { jsonIn, keepable } from '../../core/shared/keepableText.ts';
import { accept, type Outcome, refuse, unreachable } from '../../core/shared/outcome.ts';
import { sameText } from '../../core/shared/sameText.ts';
import { type DeliveryHeaders, headerOf } from '../../ports/delivery.ts';
import type { DeskAct, DeskAnswer, DeskDelivery } from '../../ports/desk.ts';
import { drawOption } from './formFields.ts';
import { type ForeignOrigin, foreignOrigin, type OwnOrigin } from './origin.ts';
import { readCommand, readEvent, readInteraction } from './payloads.ts';

export type DeliveryRefusal =
  /** Over what Slack itself ever sends. */
  | 'too-large'
  /** No signature, no time, or no time that could be one. */
  | 'unsigned'
  | 'too-old'
  | 'too-new'
  | 'wrong-signature'
  | 'unreadable'
  | ForeignOrigin;

export interface DeliveryInput {
  readonly headers: DeliveryHeaders;
  /** The bytes as they came: signing is over them. */
  readonly rawBody: Uint8Array;
  readonly secret: string;
  readonly ours: OwnOrigin;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** A view has 250 kB at most, and little stands around it. */
const LARGEST = 1024 * 1024;
const WINDOW_SECONDS = 5 * 60;

export function readDelivery(input: DeliveryInput): Outcome<DeskDelivery, DeliveryRefusal> {
  const { rawBody } = input;
  if (rawBody.byteLength > LARGEST) return refuse('too-large');
  const proof = refusedProof(input);
  if (proof !== null) return refuse(proof);
  const { buffer, byteOffset, byteLength } = rawBody;
  const body = Buffer.from(buffer, byteOffset, byteLength).toString('utf8');
  return body.trimStart().startsWith('{')
    ? readJson(body, input.ours)
    : readForm(new URLSearchParams(body), input.ours);
}

function refusedProof({ headers, rawBody, secret, now }: DeliveryInput): DeliveryRefusal | null {
  const header = headerOf(headers);
  const [signature, time] = [header('x-slack-signature'), header('x-slack-request-timestamp')];
  // An empty secret would let everybody in who signs with none.
  if (signature === null || time === null || secret === '' || !/^\d{1,12}$/.test(time)) return 'unsigned';
  const age = Math.floor(now / 1_000) - Number(time);
  if (age > WINDOW_SECONDS) return 'too-old';
  if (age < -WINDOW_SECONDS) return 'too-new';
  const expected = createHmac('sha256', secret).update(`v0:${time}:`).update(rawBody).digest('hex');
  return sameText(signature.trim(), `v0=${expected}`) ? null : 'wrong-signature';
}

/** Events come as JSON. The first proves that the address is ours. */
function readJson(body: string, ours: OwnOrigin): Outcome<DeskDelivery, DeliveryRefusal> {
  const event = jsonIn(body);
  if (event === undefined) return refuse('unreadable');
  if (isObject(event) && event.type === 'url_verification' && typeof event.challenge === 'string') {
    return accept(nothingDone(JSON.stringify({ challenge: event.challenge })));
  }
  return readPayload(event, ours, readEvent);
}

/** What people do comes as a form: a command in its fields, everything else as a payload in one of them. */
function readForm(fields: URLSearchParams, ours: OwnOrigin): Outcome<DeskDelivery, DeliveryRefusal> {
  const text = fields.get('payload');
  if (text === null) {
    const typed = [...fields].map(([name, value]): [string, string] => [keepable(name), keepable(value)]);
    return readPayload(Object.fromEntries(typed), ours, readCommand);
  }
  const payload = jsonIn(text);
  return payload === undefined ? refuse('unreadable') : readPayload(payload, ours, readInteraction);
}

function readPayload(
  payload: unknown,
  ours: OwnOrigin,
  read: (payload: unknown) => DeskAct | null,
): Outcome<DeskDelivery, DeliveryRefusal> {
  const foreign = foreignOrigin(payload, ours);
  return foreign === null ? accept(deliveryOf(read(payload))) : refuse(foreign);
}

const deliveryOf = (act: DeskAct | null): DeskDelivery =>
  act === null ? nothingDone('') : { act, answer: (answer) => httpAnswer(act, answer) };

const nothingDone = (body: string): DeskDelivery => ({ act: null, answer: () => ({ status: 200, body }) });

function httpAnswer(act: DeskAct, answer: DeskAnswer) {
  if (answer.kind === 'busy') return { status: 503, body: '' } as const;
  const said = answerPayload(act, answer);
  return { status: 200, body: said === null ? '' : JSON.stringify(said) } as const;
}

/** What goes back with the acknowledgement, over HTTP or the socket; `null` = nothing. */
export function answerPayload({ kind }: DeskAct, answer: DeskAnswer): object | null {
  switch (answer.kind) {
    case 'taken':
    case 'busy':
      return null;
    case 'wrong':
      // Only a form has anywhere to show it.
      return kind === 'form' ? { response_action: 'errors', errors: answer.fields } : null;
    case 'options':
      return kind === 'search' ? { options: answer.options.map(drawOption) } : null;
    default:
      return unreachable(answer);
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
