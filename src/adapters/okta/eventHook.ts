/**
 * What Okta's event hooks bring ("Event hooks"): batches of log lines, at least once, in no order, with the secret in a
 * header and no signature. Only a hint: nothing is believed but which accounts to look at, and those are read by id.
 */
import { z } from 'zod';
import type { OktaConnection } from '../../core/policy/model.ts';
import { jsonIn } from '../../core/shared/keepableText.ts';
import { accept, type Outcome, refuse } from '../../core/shared/outcome.ts';
import { sameText } from '../../core/shared/sameText.ts';
import { type DeliveryHeaders, headerOf } from '../../ports/delivery.ts';
import type { AccountHint } from '../../ports/provider.ts';
import { begin } from './client.ts';
import { activitiesIn, isOwn, logLine, type OwnName } from './logLine.ts';

export type HookRefusal = 'too-large' | 'no-secret' | 'wrong-secret' | 'not-json' | 'no-events';

export interface EventHook {
  /** Never waits for Okta: three seconds after a delivery Okta gives up. */
  read(headers: DeliveryHeaders, rawBody: Uint8Array): Outcome<readonly AccountHint[], HookRefusal>;
}

const LARGEST = 5 * 1024 * 1024;
/** The field Okta's own guide names; the secret is its whole value. */
const HEADER = 'authorization';
const CALL = { lane: 'bulk', timeoutMilliseconds: 10_000 } as const;

const body = z.object({ data: z.object({ events: z.unknown().array() }) });
const line = logLine.extend({ uuid: z.string().min(1).max(100) });

export function eventHookOf(connection: OktaConnection, secret: string, self: OwnName): EventHook {
  return {
    read(headers, rawBody) {
      if (rawBody.byteLength > LARGEST) return refuse('too-large');
      const given = headerOf(headers)(HEADER);
      if (given === null || given === '') return refuse('no-secret');
      // An empty secret would let everybody in who sends anything like it.
      if (secret === '' || !sameText(given.trim(), secret)) return refuse('wrong-secret');
      const json = jsonIn(new TextDecoder().decode(rawBody));
      if (json === undefined) return refuse('not-json');
      const parsed = body.safeParse(json);
      if (!parsed.success) return refuse('no-events');
      // Asked once, beside: until the answer is there, our own lines lead to a look that finds nothing.
      if (self.known() === null) void self.ask(begin(CALL)).catch(() => null);
      return accept(parsed.data.data.events.flatMap(hintsIn));
    },
  };

  /** A line that is none is no reason to refuse those beside it. */
  function hintsIn(event: unknown): readonly AccountHint[] {
    const read = line.safeParse(event);
    if (!read.success) return [];
    const found = activitiesIn(read.data, isOwn(connection, read.data, self.known()));
    return found.flatMap((one) => (one.kind === 'changed' ? [{ id: read.data.uuid, account: one.account }] : []));
  }
}
