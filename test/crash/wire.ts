/** What the processes of the harness tell each other. */
import { z } from 'zod';

export const ITINERARIES = ['mover', 'asker', 'holder'] as const;
export type Itinerary = (typeof ITINERARIES)[number];

export const addresses = z.object({ okta: z.string(), jira: z.string(), smtp: z.string(), slack: z.string() });
export type SystemAddresses = z.infer<typeof addresses>;

export const departure = z.object({ itinerary: z.enum(ITINERARIES), number: z.number() });

/** How far everybody is. */
export const standing = z.object({
  under: z.number(),
  writes: z.number(),
  troubles: z.array(z.string()),
});
export type Standing = z.infer<typeof standing>;

/** What a service says of itself at its door. */
export const readiness = z.object({ ready: z.boolean(), because: z.array(z.string()), notes: z.array(z.string()) });
export type Readiness = z.infer<typeof readiness>;

const form = z.object({
  leg: z.string(),
  id: z.string(),
  key: z.string(),
  status: z.string(),
  filedAt: z.number(),
  doneAt: z.number().nullable(),
  properties: z.record(z.string(), z.unknown()),
  /** What people see: comments' facts, sub-tasks. The same for everybody of one itinerary, names and keys apart. */
  facts: z.array(z.string()),
  /** Of each of our comments: of which stream after which event it tells, and up to which. */
  comments: z.array(z.object({ key: z.string(), upTo: z.number() })),
});
export type FormRecord = z.infer<typeof form>;

const traveller = z.object({
  itinerary: z.enum(ITINERARIES),
  number: z.number(),
  arrived: z.boolean(),
  left: z.boolean(),
  forms: z.array(form),
  /** Of the accounts at Okta, of the groups, of Slack: as above. */
  facts: z.array(z.string()),
  /** Whatever somebody who left still has. */
  lingering: z.array(z.string()),
});
export type TravellerRecord = z.infer<typeof traveller>;

export const worldRecord = z.object({
  travellers: z.array(traveller),
  /** Message-ID, recipients and subject of every mail that arrived. */
  mails: z.array(z.object({ id: z.string(), about: z.string() })),
  /** The key in each card's metadata. */
  cards: z.array(z.string()),
});
export type WorldRecord = z.infer<typeof worldRecord>;
