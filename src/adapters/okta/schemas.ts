/** The parts of Okta's answers we use. Unknown fields are dropped; a missing one that we need is a fault, not a guess. */
import { z } from 'zod';

export const oktaErrorBody = z.object({
  errorCode: z.string().regex(/^E\d{7}$/),
  errorCauses: z
    .array(z.object({ errorSummary: z.string().catch('') }))
    .nullish()
    .transform((causes) => causes ?? []),
});
export type OktaErrorBody = z.infer<typeof oktaErrorBody>;

/** "Users, user status". ACTIVATING is documented as a passing state only. */
const userStatus = z.enum([
  'STAGED',
  'PROVISIONED',
  'ACTIVE',
  'RECOVERY',
  'PASSWORD_EXPIRED',
  'LOCKED_OUT',
  'SUSPENDED',
  'DEPROVISIONED',
  'ACTIVATING',
]);

export const user = z.object({
  id: z.string().min(1),
  status: userStatus,
  transitioningToStatus: z.string().nullish(),
  lastLogin: z.string().nullish(),
  statusChanged: z.string().nullish(),
  profile: z.record(z.string(), z.unknown()),
  credentials: z.object({ provider: z.object({ type: z.string(), name: z.string().nullish() }).nullish() }).nullish(),
});
export type User = z.infer<typeof user>;

export const createdUser = z.object({ id: z.string().min(1) });

export const activationToken = z.object({ activationUrl: z.string().nullish() });

/** "Groups, expand=stats": `hasAdminPrivlege` is how Okta spells it. */
export const group = z.object({
  id: z.string().min(1),
  type: z.enum(['OKTA_GROUP', 'APP_GROUP', 'BUILT_IN']),
  profile: z.object({ name: z.string() }),
  _embedded: z
    .object({
      stats: z
        .object({
          usersCount: z.number(),
          appsCount: z.number().nullish(),
          hasAdminPrivlege: z.boolean().nullish(),
        })
        .nullish()
        .catch(null),
    })
    .nullish(),
});
export type Group = z.infer<typeof group>;

export const groupRule = z.object({
  status: z.string(),
  actions: z.object({ assignUserToGroups: z.object({ groupIds: z.array(z.string()).nullish() }).nullish() }).nullish(),
});

const enroll = z.object({ self: z.string().nullish() }).nullish();

/** "Authenticator enrollment policy": `authenticators` at the Identity Engine, `factors` by their keys at Classic. */
export const policy = z.object({
  status: z.string(),
  conditions: z
    .object({
      people: z.object({ groups: z.object({ include: z.array(z.string()).nullish() }).nullish() }).nullish(),
    })
    .nullish(),
  settings: z
    .object({
      authenticators: z.array(z.object({ key: z.string(), enroll })).nullish(),
      factors: z.record(z.string(), z.object({ enroll }).nullish()).nullish(),
    })
    .nullish(),
});
export type Policy = z.infer<typeof policy>;

export const appUser = z.object({
  scope: z.string(),
  status: z.string().nullish(),
  syncState: z.string().nullish(),
  externalId: z.string().nullish(),
});
export type AppUser = z.infer<typeof appUser>;

export const app = z.object({
  id: z.string().min(1),
  label: z.string(),
  status: z.string(),
  features: z.array(z.string()).nullish(),
  _embedded: z.object({ user: appUser.nullish() }).nullish(),
});

export type App = z.infer<typeof app>;

export const logEntry = z.object({
  outcome: z.object({ reason: z.string().nullish() }).nullish(),
  target: z.array(z.object({ id: z.string(), type: z.string() })).nullish(),
});

/** "Applications, list": what it can do towards the application stands in `features`. */
export const listedApp = z.object({
  id: z.string().min(1),
  label: z.string(),
  status: z.string(),
  features: z.array(z.string()).nullish(),
});

export type ListedApp = z.infer<typeof listedApp>;

export const listedAppUser = z.object({ id: z.string().min(1), scope: z.string(), status: z.string().nullish() });

export const role = z.object({ type: z.string(), status: z.string().nullish(), role: z.string().nullish() });
export type Role = z.infer<typeof role>;

/** "List all users with role assignments": the only list whose next page is named in the body. */
export const assignees = z.object({
  value: z.array(z.object({ id: z.string().min(1) })),
  _links: z.object({ next: z.object({ href: z.string() }).nullish() }).nullish(),
});
export type Assignees = z.infer<typeof assignees>;

export const permissions = z.object({ permissions: z.array(z.object({ label: z.string() })) });

const schemaValue = z.union([z.string(), z.number(), z.boolean()]);
const schemaValues = {
  enum: z.array(schemaValue).nullish(),
  oneOf: z.array(z.object({ const: schemaValue })).nullish(),
};
/** "Schemas, user": a type we have never heard of is kept as text, and Okta has the last word. */
const schemaProperty = z.object({
  type: z.string().nullish(),
  required: z.boolean().nullish(),
  mutability: z.string().nullish(),
  maxLength: z.number().nullish(),
  ...schemaValues,
  items: z.object(schemaValues).nullish(),
});
export type SchemaProperty = z.infer<typeof schemaProperty>;
const schemaSection = z
  .object({
    properties: z.record(z.string(), schemaProperty).nullish(),
    required: z.array(z.string()).nullish(),
  })
  .nullish();
export type SchemaSection = z.infer<typeof schemaSection>;
export const userSchema = z.object({ definitions: z.object({ base: schemaSection, custom: schemaSection }) });

export const identified = z.object({ id: z.string().min(1) });

export const tokenAnswer = z.object({
  access_token: z.string().min(1),
  token_type: z.string(),
  expires_in: z.number().positive(),
  scope: z.string().nullish(),
});
export const tokenRefusal = z.object({ error: z.string().regex(/^[a-z_]{1,60}$/) });
