/**
 * Which issue a body is about. Three kinds arrive: Jira's own events (v2 shaped), Automation's issue data (the issue
 * is the root, ids are numbers), and a custom body `{"issueKey": "{{issue.key}}", "event": "..."}`.
 */
import { z } from 'zod';
import { accept, type Outcome, refuse } from '../../core/shared/outcome.ts';

export interface Hint {
  /** The immutable id where the body has it, else the key. Either can be read by `readForm`. */
  readonly issue: string;
  /** Set when the body is about a sub-task: the case hangs on its parent. */
  readonly parent: string | null;
  /** `jira:issue_updated`, `comment_created`, ..., or what an Automation rule calls it. */
  readonly event: string;
  /** What the body calls the kind of issue; only ever decides who is looked at first. */
  readonly kind: { readonly project: string; readonly issueType: string } | null;
  /** Whoever did it, if the body says; to leave out what we did ourselves. */
  readonly actorAccountId: string | null;
}

type HintRefusal = 'not-json' | 'no-issue' | 'forged-issue';

const ISSUE_ID = /^[1-9]\d{0,17}$/;
const ISSUE_KEY = /^[A-Z][A-Z0-9_]{1,31}-[1-9]\d{0,11}$/;

const idLike = z.union([z.string(), z.number()]).transform(String);
const someone = z
  .object({ accountId: z.string().max(128) })
  .nullish()
  .catch(undefined);
const place = z.object({ id: idLike.optional(), key: z.string().optional() });
const issue = place.extend({
  fields: z
    .object({
      parent: place.nullish().catch(undefined),
      project: z
        .object({ key: z.string().max(64) })
        .optional()
        .catch(undefined),
      issuetype: z
        .object({ name: z.string().max(200) })
        .optional()
        .catch(undefined),
    })
    .nullish()
    .catch(undefined),
});

const body = z.object({
  webhookEvent: z.string().optional().catch(undefined),
  event: z.string().optional().catch(undefined),
  issue: issue.nullish(),
  issueKey: z.string().optional(),
  issueId: idLike.optional(),
  // Automation's issue data: the issue is the root.
  id: idLike.optional().catch(undefined),
  key: z.string().optional().catch(undefined),
  fields: z.unknown().optional(),
  user: someone,
  actorAccountId: z.string().max(128).nullish().catch(undefined),
  comment: z.object({ self: z.string().optional(), author: someone, updateAuthor: someone }).nullish().catch(undefined),
  property: z.object({ self: z.string().optional() }).nullish().catch(undefined),
});
type Body = z.infer<typeof body>;

export function readHint(json: unknown): Outcome<Hint, HintRefusal> {
  if (json === undefined) return refuse('not-json');
  const parsed = body.safeParse(json);
  if (!parsed.success) return refuse('forged-issue');
  const { id, key } = placeOf(parsed.data);
  if (id === undefined && key === undefined) return refuse('no-issue');
  if (id !== undefined && !ISSUE_ID.test(id)) return refuse('forged-issue');
  if (key !== undefined && !ISSUE_KEY.test(key)) return refuse('forged-issue');
  const { parent, project, issuetype } = parsed.data.issue?.fields ?? {};
  const parentId = parent?.id ?? parent?.key;
  const { user, actorAccountId } = parsed.data;
  return accept({
    issue: id ?? key ?? '',
    parent: parentId !== undefined && (ISSUE_ID.test(parentId) || ISSUE_KEY.test(parentId)) ? parentId : null,
    event: eventOf(parsed.data),
    kind: project && issuetype ? { project: project.key, issueType: issuetype.name } : null,
    actorAccountId: (user ?? writerOf(parsed.data))?.accountId ?? actorAccountId ?? null,
  });
}

/** Whoever wrote a comment did not delete it: of ours, it would look like our own doing, and be left out. */
function writerOf({ comment, ...read }: Body) {
  return eventOf(read) === 'comment_deleted' ? undefined : (comment?.updateAuthor ?? comment?.author);
}

function placeOf(read: Body): { readonly id?: string | undefined; readonly key?: string | undefined } {
  if (read.issue) return read.issue;
  if (read.issueKey !== undefined || read.issueId !== undefined) return { id: read.issueId, key: read.issueKey };
  // Events of comments and properties may leave the issue out; their own address still names it:
  // .../issue/10001/comment/10200, .../issue/10001/properties/tenure.record
  const own = read.comment?.self ?? read.property?.self ?? '';
  const [, fromAddress] = /\/issue\/(\d+)\/(?:comment|properties)\//.exec(own) ?? [];
  if (fromAddress !== undefined) return { id: fromAddress };
  return read.fields === undefined ? {} : { id: read.id, key: read.key };
}

function eventOf({ webhookEvent, event }: Pick<Body, 'webhookEvent' | 'event'>): string {
  const name = webhookEvent ?? event ?? '';
  return /^[\w:.\- ]{1,80}$/.test(name) ? name : 'unnamed';
}
