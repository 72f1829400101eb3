/**
 * What comes in from Jira: admin webhooks, signed over the raw bytes ("Secure admin webhooks"), and Automation's
 * "Send web request", which cannot sign and brings a shared token. A delivery is only a hint to look at an issue:
 * nothing in it is believed but which issue, and even that is checked for its form.
 */
import { createHash, createHmac, randomUUID } from 'node:crypto';
import { jsonIn } from '../../core/shared/keepableText.ts';
import { accept, type Outcome, refuse } from '../../core/shared/outcome.ts';
import { sameText } from '../../core/shared/sameText.ts';
import { type DeliveryHeaders, headerOf } from '../../ports/delivery.ts';
import { type Hint, readHint } from './hint.ts';

export type DeliveryRefusal =
  /** Over what Jira itself ever sends. */
  | 'too-large'
  /** Neither a signature nor a token, or none is configured that could be checked. */
  | 'unsigned'
  | 'wrong-signature'
  | 'wrong-token'
  | 'not-json'
  /** About no issue at all: nothing to look at. */
  | 'no-issue'
  /** An issue id or key that Jira could not have made. */
  | 'forged-issue';

export interface Delivery extends Hint {
  /** The same for every repeat of one delivery. */
  readonly id: string;
}

export interface DeliveryInput {
  readonly headers: DeliveryHeaders;
  /** The bytes as they came: signing is over them, and no parser gives them back. */
  readonly rawBody: Uint8Array;
  readonly secret: string | null;
  readonly automationToken: string | null;
}

const LARGEST = 5 * 1024 * 1024;

export function readDelivery(input: DeliveryInput): Outcome<Delivery, DeliveryRefusal> {
  const header = headerOf(input.headers);
  if (input.rawBody.byteLength > LARGEST) return refuse('too-large');
  const proof = proofOf(input, header('x-hub-signature'), header('x-tenure-token'));
  if (!proof.ok) return proof;
  const { buffer, byteOffset, byteLength } = input.rawBody;
  const hint = readHint(jsonIn(Buffer.from(buffer, byteOffset, byteLength).toString('utf8')));
  if (!hint.ok) return hint;
  return accept({
    id: deliveryId(header('x-atlassian-webhook-identifier'), proof.value, input.rawBody),
    ...hint.value,
  });
}

type Proof = 'signature' | 'token';

/** Either proof will do, but a proof that is brought must be right. */
function proofOf(
  { rawBody, secret, automationToken }: DeliveryInput,
  signature: string | null,
  token: string | null,
): Outcome<Proof, DeliveryRefusal> {
  if (signature !== null && secret) {
    const expected = `sha256=${createHmac('sha256', secret).update(rawBody).digest('hex')}`;
    return sameText(signature.trim(), expected) ? accept('signature') : refuse('wrong-signature');
  }
  if (token !== null && automationToken) {
    return sameText(token.trim(), automationToken) ? accept('token') : refuse('wrong-token');
  }
  return refuse('unsigned');
}

/**
 * The identifier stays the same across Jira's retries. Without it a signed body is recognised by its hash (it holds
 * a timestamp). Automation never repeats and sends the same bytes for every edit of an issue: each one is new.
 */
function deliveryId(identifier: string | null, proof: Proof, rawBody: Uint8Array): string {
  if (identifier !== null && /^[\x21-\x7e]{1,200}$/.test(identifier)) return identifier;
  if (proof === 'token') return `automation:${randomUUID()}`;
  return `sha256:${createHash('sha256').update(rawBody).digest('hex')}`;
}
