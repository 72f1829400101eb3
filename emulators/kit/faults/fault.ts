/**
 * One fault, as a plan writes it and a test adds it: which requests or webhooks it meets, and what becomes of them.
 * The same shape checks a plan, gives the types, and is written as JSON Schema for editors.
 */
import { z } from 'zod';
import { SPAN } from '../span.ts';

const span = z
  .string()
  .regex(SPAN, 'a span of time: 300ms, 10s, 5m, 2h or 1d')
  .meta({ examples: ['300ms', '10m'] });
const instant = z.iso.datetime({ offset: true });
const count = z.int().min(1);

export const EMULATORS = ['okta', 'jira', 'slack', 'mail'] as const;
export type EmulatorName = (typeof EMULATORS)[number];

/** What every fault may say about when it comes. */
const when = {
  name: z.string().min(1).optional().describe('What the request log calls it.'),
  at: z.enum(EMULATORS).optional().describe('The emulator it is for. Left out: each that can do it.'),
  from: z.union([span, instant]).optional().describe('From then on: so long after the plan was laid, or an instant.'),
  until: z.union([span, instant]).optional().describe('Up to then, not included.'),
};
/** What a fault may say about whom it meets; it counts what fits and falls within its time. */
const whom = {
  ...when,
  on: z.string().optional().describe('Regular expression over "METHOD /path?query", or over the name of a webhook.'),
  operation: z.string().optional().describe('A named operation of the emulator, instead of `on`.'),
  nth: count.optional().describe('Begins with the n-th that fits.'),
  times: count
    .optional()
    .describe('How many it meets. Left out: one; every one if `until` or `chance` is said, or it is a state.'),
  chance: z
    .number()
    .gt(0)
    .max(1)
    .optional()
    .describe('Meets each that fits with this probability, by the seed of the plan.'),
};
const lateness = {
  by: span.describe('How long.'),
  spread: span.optional().describe('Up to so much more, by the seed.'),
};

export const RIGHTS = ['token', 'role', 'scope', 'permission', 'admin', 'agent', 'channel'] as const;
export type Right = (typeof RIGHTS)[number];

const said = (does: string) => ({ description: does });
const options = [
  z
    .strictObject({ ...whom, ...lateness, do: z.literal('delay') })
    .meta(said("The answer comes later, by the machine's clock.")),
  z
    .strictObject({
      ...whom,
      do: z.literal('never-answer'),
      work: z.boolean().optional().describe('Whether the work is done.'),
    })
    .meta(said('The connection stays open and nothing comes.')),
  z
    .strictObject({
      ...whom,
      do: z.literal('refuse'),
      status: z.int().min(200).max(599).describe('HTTP status, or SMTP code.'),
      body: z.unknown().optional().describe('JSON; for mail the text. Left out: none.'),
      headers: z.record(z.string(), z.string()).optional(),
    })
    .meta(said('This answer instead of the work.')),
  z.strictObject({ ...whom, do: z.literal('drop') }).meta(said('The connection is cut before any work.')),
  z
    .strictObject({ ...whom, do: z.literal('lose-response') })
    .meta(said('The work is done, the connection is cut before the answer.')),
  z
    .strictObject({ ...whom, do: z.literal('empty-list') })
    .meta(said('A list comes back as 200, empty, with no next page.')),
  z
    .strictObject({
      ...whom,
      do: z.literal('cut-list'),
      keep: z.int().min(0).optional().describe('Entries kept; left out: half.'),
    })
    .meta(said('A list comes back as 200 with its first entries and no next page.')),
  z
    .strictObject({
      ...whom,
      do: z.literal('limit'),
      perMinute: count.optional(),
      perSecond: count.optional(),
      perIssue: count.optional(),
      atOnce: count.optional(),
    })
    .meta(said("The vendor's own limits, lowered: what is too many gets its 429 with its headers.")),
  z
    .strictObject({
      ...when,
      do: z.literal('stale-search'),
      by: span.optional().describe('How late it is; left out: frozen.'),
    })
    .meta(said('Search sees nothing that is newer.')),
  z
    .strictObject({
      ...whom,
      do: z.literal('lose-right'),
      right: z.enum(RIGHTS),
      which: z.string().optional().describe('Which scope or permission.'),
    })
    .meta(said('The caller has lost a right; refused as the vendor refuses it.')),
  z
    .strictObject({ ...when, do: z.literal('down') })
    .meta(said('Nobody gets in, and no webhook goes out before `until`.')),
  z
    .strictObject({ ...whom, ...lateness, do: z.literal('late-webhook') })
    .meta(said("Goes out later, on the emulator's clock.")),
  z.strictObject({ ...whom, do: z.literal('double-webhook') }).meta(said('Goes out twice, byte for byte.')),
  z
    .strictObject({
      ...whom,
      do: z.literal('reorder-webhook'),
      among: z.int().min(2).max(100).optional().describe('How many change places; left out: 2.'),
    })
    .meta(said('Is kept until so many are together; they go out in the opposite order.')),
  z.strictObject({ ...whom, do: z.literal('lose-webhook') }).meta(said('Never arrives.')),
  z
    .strictObject({ ...whom, do: z.literal('lose-webhook-answer') })
    .meta(said('Arrives and is worked on; the answer does not come back.')),
] as const;

export const faultShape = z.discriminatedUnion('do', options);
export type Fault = Readonly<z.infer<typeof faultShape>>;
export type FaultKind = Fault['do'];
export type FaultOf<Kind extends FaultKind> = Extract<Fault, { readonly do: Kind }>;
export const KINDS: readonly FaultKind[] = options.map((option) => option.shape.do.value);

/** Keys a fault of this kind may have. */
export const keysOf = (kind: string): readonly string[] =>
  Object.keys(options.find((option) => option.shape.do.value === kind)?.shape ?? {});
