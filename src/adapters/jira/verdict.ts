/**
 * What somebody says by how they close a sub-task that asks for a verdict: its resolution, or a field of its own, with
 * their own comment as the reason. What another hand has set is nobody's word: it counts only from whoever closed it.
 */
import { REVIEW_WORDS, type ReviewWords } from '../../core/policy/model.ts';
import { fold } from '../../core/shared/fold.ts';
import type { FiledForm } from '../../ports/tracker.ts';
import { api, type JiraClient } from './client.ts';
import type { MappedField } from './fields.ts';
import type { Touch } from './history.ts';
import { saidComments, type TaskIssue } from './schemas.ts';
import { cleaned, cut, plainText } from './text.ts';
import { readValue } from './values.ts';

type Verdict = FiledForm['tasks'][number]['verdict'];

/** What the company calls a verdict, and the field it may stand in. */
export interface VerdictPlace {
  readonly words: ReviewWords | undefined;
  readonly field: MappedField | undefined;
}

/** As long as any reason on a form may be. */
const LONGEST_REASON = 2_000;
const NEWEST = 50;

export async function verdictOf(
  client: JiraClient,
  issue: TaskIssue,
  { words = REVIEW_WORDS, field }: VerdictPlace,
  closedBy: string,
  touched: (fieldId: string, display?: string) => Touch | undefined,
): Promise<Verdict> {
  const isTheirs = (touch: Touch | undefined) => touch?.by?.accountId === closedBy;
  const said = [
    field !== undefined && isTheirs(touched(field.id, field.display)) ? textOf(issue, field) : null,
    isTheirs(touched('resolution')) ? (issue.fields.resolution?.name ?? null) : null,
  ];
  const says = said.map((text) => meaning(text, words)).find((one) => one !== null);
  return says == null ? undefined : { says, reason: await newestCommentBy(client, issue.id, closedBy) };
}

function meaning(text: string | null, { justified, notJustified }: ReviewWords) {
  if (text === null) return null;
  const isOneOf = (words: readonly string[]) => words.some((word) => fold(word) === fold(text));
  return isOneOf(justified) ? 'justified' : isOneOf(notJustified) ? 'not-justified' : null;
}

function textOf({ fields }: TaskIssue, { id, type }: MappedField): string | null {
  const reading = readValue(fields[id], type);
  return reading.is === 'value' && reading.value.kind === 'text' ? reading.value.text : null;
}

/** The newest thing they wrote there. */
export async function newestCommentBy(client: JiraClient, issue: string, closedBy: string): Promise<string | null> {
  const { comments } = await client.send(
    {
      operation: 'read comments',
      path: api`/issue/${issue}/comment`,
      query: { maxResults: NEWEST, orderBy: '-created' },
    },
    saidComments,
  );
  const own = comments.find(({ author }) => author?.accountId === closedBy);
  const text = own === undefined ? '' : cleaned(plainText(own.body, LONGEST_REASON));
  return text === '' ? null : cut(text, LONGEST_REASON);
}
