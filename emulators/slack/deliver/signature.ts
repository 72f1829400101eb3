/** How Slack proves that a request is its own ("Verifying requests from Slack"), version v0. */
import { createHmac } from 'node:crypto';

export function signature(secret: string, timestampSeconds: number, body: string): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestampSeconds}:${body}`).digest('hex')}`;
}

export const signedHeaders = (secret: string, timestampSeconds: number, body: string): Record<string, string> => ({
  'x-slack-request-timestamp': String(timestampSeconds),
  'x-slack-signature': signature(secret, timestampSeconds, body),
});
