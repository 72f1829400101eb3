/** What the resources of exceptions answer. */
import { z } from 'zod';
import { instant, maybe, next, person, text } from './shapes.ts';

const scalar = z.union([text, z.number(), z.boolean(), z.null()]);
const exceptionListed = z.strictObject({
  id: text,
  kind: text,
  says: text,
  remedy: text,
  case: maybe(text),
  person: maybe(person),
  group: maybe(text),
  detail: z.record(text, scalar),
  openedAt: instant,
  openForSeconds: z.int(),
  settled: maybe(z.record(text, z.unknown())),
  verdicts: z.array(text),
  owner: maybe(text).meta({ description: 'Whom it was handed over to; null: whoever may settle it.' }),
});
const unread = maybe(text).meta({
  description:
    'Why its history could not be read by this process, which is older than another; its owner is not known then.',
});
export const exceptions = z.strictObject({ exceptions: z.array(exceptionListed.extend({ unread })), next });
export const exceptionShown = exceptionListed.extend({
  history: z
    .array(
      z.strictObject({
        at: instant,
        exception: text,
        what: z.enum(['raised', 'told', 'escalated', 'handed-over', 'settled', 'over']),
        by: maybe(text),
        to: z.array(text),
        said: maybe(text),
        reason: maybe(text),
      }),
    )
    .meta({ description: 'Oldest first; with another id in `exception`, of the same trouble before.' }),
  tries: maybe(z.strictObject({ failed: z.int(), again: maybe(instant), last: instant })),
});
export const handedOver = z.strictObject({ exception: text, kind: text, owner: text, by: text });
export const settled = z.strictObject({ exception: text, kind: text, verdict: text, by: text });
