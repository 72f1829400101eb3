/** Jira's answers, only the members we use. What is not named here is dropped at the door. */
import { z } from 'zod';
import { parseInstant } from '../../core/shared/instant.ts';

export const instant = z.string().transform((text, context) => {
  const parsed = parseInstant(text);
  if (parsed !== undefined) return parsed;
  context.addIssue('not a date-time');
  return z.NEVER;
});

/** `emailAddress` follows the person's profile visibility: null or absent when hidden. */
export const user = z.object({ accountId: z.string().min(1), emailAddress: z.string().nullish() });
export type JiraUser = z.infer<typeof user>;

/** "Get user". */
export const account = user.extend({ active: z.boolean().optional() });

export const groupNames = z.array(z.object({ name: z.string(), groupId: z.string().nullish() }));
export const groupPage = z.object({ values: z.array(z.object({ name: z.string(), groupId: z.string() })) });

/** "Get users from group". */
export const memberPage = z.object({
  total: z.number().int(),
  isLast: z.boolean().optional(),
  values: z.array(user.extend({ accountType: z.string().optional() })),
});

/** `next-gen` and `simplified`: a team-managed project. */
export const project = z.object({
  id: z.string(),
  key: z.string(),
  style: z.string().optional(),
  simplified: z.boolean().optional(),
  archived: z.boolean().optional(),
});

/**
 * `item.toString` is data in Jira's answer and shadows the method; it is never read. Items of some apps carry no
 * `fieldId`, only the display name.
 */
const changeItem = z.object({ field: z.string().optional(), fieldId: z.string().nullish() });
/** A change by an anonymous visitor or a deleted app has no author. */
const change = z.object({
  id: z.string(),
  author: user.nullish(),
  created: instant,
  items: z.array(changeItem),
});
export type Change = z.infer<typeof change>;

const embeddedChangelog = z.object({ total: z.number(), histories: z.array(change) });
export const changelogPage = z.object({
  startAt: z.number(),
  maxResults: z.number(),
  total: z.number(),
  isLast: z.boolean().optional(),
  values: z.array(change),
});

const status = z.object({
  name: z.string(),
  statusCategory: z.object({ key: z.string() }).optional(),
});
export const subtask = z.object({ id: z.string(), key: z.string() });

/** Loose: the mapped fields stand among these, under ids of the site's own. */
const issueFields = z.looseObject({
  project: z.object({ key: z.string() }),
  issuetype: z.object({ name: z.string() }),
  status,
  created: instant,
  updated: instant,
  creator: user.nullish(),
  security: z.object({ name: z.string() }).nullish(),
  subtasks: z.array(subtask).nullish(),
  parent: subtask.nullish(),
});
export const issue = z.object({
  id: z.string(),
  key: z.string(),
  fields: issueFields,
  changelog: embeddedChangelog.optional(),
});

export const taskIssue = z.object({
  id: z.string(),
  key: z.string(),
  // With the field that may hold a verdict, under its own id.
  fields: z.looseObject({ status, creator: user.nullish(), resolution: z.object({ name: z.string() }).nullish() }),
  properties: z.record(z.string(), z.unknown()).optional(),
  changelog: embeddedChangelog.optional(),
});
export type TaskIssue = z.infer<typeof taskIssue>;

export const ownIssue = z.object({
  id: z.string(),
  key: z.string(),
  fields: z.object({ creator: user.nullish(), description: z.unknown().optional() }),
  properties: z.record(z.string(), z.unknown()).optional(),
});

export const parentIssue = z.object({
  id: z.string(),
  key: z.string(),
  fields: z.object({
    project: z.object({ id: z.string(), key: z.string() }),
    subtasks: z.array(subtask).nullish(),
  }),
});
export const createdIssue = z.object({ id: z.string(), key: z.string() });

const transitions = z.array(
  z.object({ id: z.string(), to: z.object({ name: z.string() }), hasScreen: z.boolean().optional() }),
);
export const transitionList = z.object({ transitions });
export const statusAndTransitions = z.object({ fields: z.object({ status }), transitions: transitions.optional() });

/** "Get my permissions". */
export const ownPermissions = z.object({
  permissions: z.record(z.string(), z.object({ havePermission: z.boolean().optional() })),
});

export const property = z.object({ key: z.string(), value: z.unknown() });

const comment = z.object({
  id: z.string(),
  author: user.nullish(),
  properties: z.array(property).optional(),
});
export type JiraComment = z.infer<typeof comment>;
export const commentPage = z.object({ startAt: z.number(), total: z.number(), comments: z.array(comment) });
export const createdComment = z.object({ id: z.string() });
/** "Get comments by IDs", "Get comment". */
export const standingComment = z.object({
  id: z.string(),
  created: instant,
  updated: instant,
  updateAuthor: user.nullish(),
});
export type StandingComment = z.infer<typeof standingComment>;
export const standingComments = z.object({ values: z.array(standingComment) });
export const saidComments = z.object({
  comments: z.array(z.object({ author: user.nullish(), body: z.unknown() })),
});
export const commentList = z.object({ values: z.array(comment) });

export const attachments = z.object({
  fields: z.object({
    attachment: z.array(z.object({ filename: z.string(), size: z.number(), author: user.nullish() })).nullish(),
  }),
});

export const attachmentList = z.object({
  fields: z.object({
    attachment: z.array(z.object({ id: z.string(), filename: z.string(), author: user.nullish() })).nullish(),
  }),
});

/** "Get issue property keys". */
export const propertyKeys = z.object({ keys: z.array(z.object({ key: z.string() })) });

export const typedIssue = z.object({
  id: z.string(),
  key: z.string(),
  fields: z.object({ issuetype: z.object({ name: z.string() }) }),
});
/** "Bulk fetch issues": those that are not there, or not shown to us, are left out of both lists. */
export const bulkIssues = z.object({
  issues: z.array(typedIssue),
  issueErrors: z.array(z.object({ id: z.string() })).optional(),
});

export const fieldList = z.array(
  z.object({
    id: z.string(),
    name: z.string(),
    schema: z.object({ type: z.string(), items: z.string().optional(), custom: z.string().optional() }).optional(),
  }),
);

export const createMetaTypes = z.object({
  issueTypes: z.array(z.object({ id: z.string(), name: z.string(), subtask: z.boolean().optional() })),
});
export const createMetaFields = z.object({
  fields: z.array(z.object({ fieldId: z.string(), required: z.boolean().optional(), name: z.string().optional() })),
});

export const roleAddresses = z.record(z.string(), z.string());
export const role = z.object({
  actors: z
    .array(
      z.object({
        actorUser: z.object({ accountId: z.string().optional() }).optional(),
        actorGroup: z.object({ name: z.string().optional(), groupId: z.string().optional() }).optional(),
      }),
    )
    .optional(),
});

export const foundUsers = z.array(user.extend({ accountType: z.string().optional() }));

export const searchPage = z.object({
  issues: z.array(
    z.object({
      id: z.string(),
      key: z.string(),
      fields: z.object({
        updated: instant,
        issuetype: z.object({ name: z.string(), subtask: z.boolean().optional() }),
        parent: z.object({ id: z.string(), key: z.string() }).nullish(),
      }),
    }),
  ),
  nextPageToken: z.string().nullish(),
  isLast: z.boolean().optional(),
});
export type SearchPage = z.infer<typeof searchPage>;

/** "Get approvals" of the service desk: every answer with who gave it, none with when. */
export const approvalPage = z.object({
  isLastPage: z.boolean(),
  values: z.array(
    z.object({
      id: z.string(),
      finalDecision: z.string(),
      completedDate: z.unknown().optional(),
      approvers: z.array(z.object({ approver: user, approverDecision: z.string() })),
    }),
  ),
});
