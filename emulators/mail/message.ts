import PostalMime from 'postal-mime';

/** One mail as it arrived. Nothing is merged: the same `messageId` may be kept several times. */
export interface SunkMessage {
  /** 1 for the first mail since start; `clear()` does not start the count again. */
  readonly sequence: number;
  /** Address of the `From` header, the envelope's sender when there is none. */
  readonly from: string;
  /** Envelope recipients: what a server would deliver to, blind copies included. */
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** With its angle brackets; empty when the sender set none. */
  readonly messageId: string;
  /** Lower-case names; the last one wins when a name is repeated. */
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
}

export interface Envelope {
  readonly from: string;
  readonly to: readonly string[];
}

export async function parseMessage(
  raw: Uint8Array,
  envelope: Envelope,
  sequence: number,
  receivedAt: number,
): Promise<SunkMessage> {
  const mail = await PostalMime.parse(raw);
  return {
    sequence,
    from: mail.from?.address ?? envelope.from,
    to: envelope.to,
    subject: mail.subject ?? '',
    text: mail.text ?? '',
    html: mail.html ?? '',
    messageId: mail.messageId ?? '',
    headers: Object.fromEntries(mail.headers.map(({ key, value }) => [key, value])),
    receivedAt,
  };
}
