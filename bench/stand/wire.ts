/** What the processes of a measurement tell each other. */
import { z } from 'zod';

export const addresses = z.object({
  okta: z.string(),
  jira: z.string(),
  smtp: z.string(),
  slack: z.string().optional(),
});

export const bucketLimits = z.partialRecord(z.enum(['users', 'user-read', 'groups']), z.number());

export const systemsOptions = z.object({
  latencyMilliseconds: z.number(),
  /** Deliveries Jira has under way at once. */
  webhookConcurrency: z.number(),
  /** Calls a minute of Okta's buckets; absent = no limits at all. */
  limits: bucketLimits.optional(),
  /** Approvers are asked in Slack too. */
  slack: z.boolean().optional(),
});
export type SystemsOptions = z.infer<typeof systemsOptions>;

export const tenureOptions = z.object({
  addresses,
  /** `null` = PGlite in memory. */
  databaseUrl: z.string().nullable(),
  /** Who mails the activation link: ours costs one write more. */
  mailFrom: z.enum(['tenure', 'provider']),
  /** Keeps an account of every call to a vendor and every request at our door. */
  watched: z.boolean(),
  /** Our share of the provider's limits, when it is not the example's. */
  rateShare: z.number().optional(),
  /** Groups the catalogue names beside the example's. */
  groups: z.string().array().optional(),
  /** What it signs with, when it is to be started more than once on a store. */
  keys: z.object({ privateKey: z.string(), publicKey: z.string() }).optional(),
});
export type TenureOptions = z.infer<typeof tenureOptions>;

/** Forms of the joiners from `first` on. */
export const fileMany = z.object({ first: z.number(), count: z.number() });

/** When somebody's sign-in was stopped at the provider, by its own log; `null` = not yet. */
export const stoppedAt = z.number().nullable();

export const leaverFiled = z.object({ at: z.number(), id: z.string() });

export const filed = z.object({ id: z.string(), key: z.string() });
export type Filed = z.infer<typeof filed>;

/** Epoch milliseconds with fractions, from one clock of the process that tells them. */
export const span = z.object({ begin: z.number(), end: z.number(), method: z.string(), url: z.string() });
export type Span = z.infer<typeof span>;

export const watchedCalls = z.object({ arrivals: z.array(z.number()), calls: z.array(span) });
export type WatchedCalls = z.infer<typeof watchedCalls>;

export const usage = z.object({ cpuMilliseconds: z.number(), residentMegabytes: z.number() });
export type Usage = z.infer<typeof usage>;

/** One issue as it stands at the end. */
export const issueRecord = z.object({
  id: z.string(),
  key: z.string(),
  status: z.string(),
  doneAt: z.number().nullable(),
  /** Value of our comment property, one an evidence comment. */
  comments: z.array(z.unknown()),
  properties: z.record(z.string(), z.unknown()),
});
export type IssueRecord = z.infer<typeof issueRecord>;

export const accountRecord = z.object({ login: z.string(), status: z.string(), groups: z.array(z.string()) });
export type AccountRecord = z.infer<typeof accountRecord>;

export const systemsRecord = z.object({
  issues: z.array(issueRecord),
  accounts: z.array(accountRecord),
  mails: z.object({ taken: z.number(), doubled: z.number() }),
  requests: z.object({ okta: z.number(), jira: z.number() }),
});
export type SystemsRecord = z.infer<typeof systemsRecord>;

export const floodOptions = z.object({
  url: z.string(),
  count: z.number(),
  inFlight: z.number(),
  issues: z.string().array(),
});

export const flooded = z.object({
  /** Milliseconds from the request's first byte to the whole answer, one for each delivery. */
  waits: z.number().array(),
  statuses: z.record(z.string(), z.number()),
  seconds: z.number(),
});

/** A large organisation: everybody in every group, less who is missing somewhere, and with some where nobody expects them. */
export const largeOrganisation = z.object({
  people: z.number(),
  groups: z.number(),
  lacking: z.number(),
  extra: z.number(),
});
export type LargeOrganisation = z.infer<typeof largeOrganisation>;

export const largeIds = z.object({ people: z.string().array(), groups: z.string().array() });

export const sweeperOptions = z.object({ addresses, databaseUrl: z.string(), groups: z.string().array() });

export const sweptResult = z.object({
  record: z.object({
    state: z.string(),
    connections: z
      .object({
        accounts: z.number(),
        groups: z.number(),
        memberships: z.number(),
        looks: z.number(),
        findings: z.record(z.string(), z.number()),
        brokenOff: z.string().nullable(),
      })
      .array(),
  }),
  seconds: z.number(),
  memoryMegabytes: z.number(),
  cpuSeconds: z.number(),
});

/** A company that was there before Tenure: everybody in so many of the groups. */
export const existingOrganisation = z.object({ accounts: z.number(), groups: z.number(), each: z.number() });

/** Calls to the provider since it was last asked, reads of its log left out; and what they changed. */
export const providerCallCount = z.object({ reads: z.number(), writes: z.number() });

export const adoptionPlanned = z.object({ hash: z.string(), matched: z.number(), adopted: z.number() });
export const adoptionStands = z.object({ done: z.boolean() });

/** Requests of the workers from `first` on, each for themselves. */
export const requestMany = z.object({
  first: z.number(),
  count: z.number(),
  application: z.string(),
  role: z.string(),
  duration: z.string(),
});

/** Accounts that are in a group already, by their ids and its name. */
export const putIn = z.object({ ids: z.string().array(), group: z.string() });
/** Workers from number `first` on who hold something of the group with this id. */
export const holding = z.object({ first: z.number(), ids: z.string().array(), group: z.string() });

/** When each membership was taken, and the calls of each of the provider's buckets since the log was cleared. */
export const takenAway = z.object({
  taken: z.object({ account: z.string(), at: z.number() }).array(),
  left: z.number(),
  calls: z.record(z.string(), z.number()),
  /** The same calls by what was asked for. */
  routes: z.record(z.string(), z.number()),
  refused: z.number(),
});

/** Somebody agrees to what an issue asks for. */
export const decided = z.object({ issue: z.string(), by: z.string() });

/** How long each press waited for its acknowledgement, in milliseconds, and what became of it. */
export const pressed = z.object({ waits: z.number().array(), results: z.record(z.string(), z.number()) });
