/** Requests for access: what waits for whose decision, and deciding it. */
import { z } from 'zod';
import { foldCase, openQuestions, stillAsked } from '../../core/evidence/index.ts';
import { type DecisionRefusal, type ReviewRefusal, readDuration } from '../../core/request/index.ts';
import { durationWords } from '../../core/shared/durationWords.ts';
import { accept } from '../../core/shared/outcome.ts';
import { decideRequestQuestion, reviewEmergency } from '../requests/decide.ts';
import { type GivingBackRefusal, giveBack } from '../requests/giveBack.ts';
import { ASKING } from '../requests/live.ts';
import { speakerNamed } from '../requests/speaker.ts';
import type { World } from '../world.ts';
import { findCase, groupNames, shownPerson } from './find.ts';
import { operation, type RefusalName, refused } from './operation.ts';

export const requests = operation({
  needs: 'store',
  input: z.strictObject({ approver: z.string().max(320).optional() }),
  async run(world, { approver }) {
    const { store } = world;
    const names = approver === undefined ? null : (await speakerNamed(world, approver)).by;
    const [rows, nameOf] = await Promise.all([
      names === null ? openRequests(world) : store.read.requestsAsking(names),
      groupNames(world),
    ]);
    const shown = rows.map(async ({ id, issueKey, person }) => {
      const { request } = foldCase(id, await store.read.stream(id));
      const about = person === null ? null : shownPerson(person, await store.read.person(person));
      return openQuestions(request)
        .filter((question) => names === null || stillAsked(question).some(({ mail }) => names.includes(mail)))
        .flatMap((question) => {
          const line = request.lines.find((one) => one.id === question.line);
          if (line === undefined) return [];
          const { entitlement, groups, duration, asked: found } = line;
          return [
            {
              case: issueKey,
              line: line.id,
              question: question.id,
              person: about,
              entitlement,
              groups: groups.map(nameOf),
              risk: found.risk,
              rule: found.rule,
              duration: durationWords(duration),
              reason: found.personal.reason,
              ticket: found.personal.ticket,
              shown: question.shown,
              approvers: question.approvers,
              needs: question.needs,
              until: question.until,
            },
          ];
        });
    });
    return accept({ questions: (await Promise.all(shown)).flat() });
  },
});

/** By what the store keeps of each case: of those that are over nothing is read. */
async function openRequests({ store: { read } }: World) {
  const found = [...ASKING].flatMap((kind) => [
    read.cases({ kind, state: 'open' }),
    read.cases({ kind, state: 'waiting' }),
  ]);
  return (await Promise.all(found)).flat();
}

export const decideOperation = operation({
  needs: 'store',
  input: z.strictObject({
    /** Issue key, or the case's own id. */
    case: z.string().min(1).max(300),
    /** A line's or a question's name; needed when several are open. */
    about: z.string().max(50).optional(),
    /** `justified`, `not-justified`: what an emergency was, looked at afterwards. */
    verdict: z.enum(['approve', 'refuse', 'justified', 'not-justified']),
    /** For shorter than was asked: `6h`, `30 minutes`. */
    for: z.string().max(50).optional(),
    reason: z.string().max(2_000).optional(),
    by: z.string().min(1).max(320),
    /** What `requests` showed; without it what is open now counts as seen. */
    shown: z.string().max(100).optional(),
  }),
  async run(world: World, input) {
    const found = await findCase(world, input.case);
    if (!found.ok) return found;
    const duration = input.for === undefined ? null : readDuration(input.for);
    if (duration === undefined || (duration === null && input.for !== undefined)) {
      return refused('only-shorter', input.for);
    }
    if (input.verdict === 'refuse' && (input.reason ?? '').trim() === '') return refused('needs-reason');
    const { id, issueKey } = found.value;
    const { verdict, by, about = null, reason = null } = input;
    const said = { case: issueKey, verdict: input.verdict, by };
    if (verdict === 'justified' || verdict === 'not-justified') {
      const reviewed = await reviewEmergency(world, { case: id, about, by, verdict, reason, channel: 'api' });
      if (reviewed.ok) return accept(said);
      return refused(REVIEW_REFUSALS[reviewed.refusal], reviewed.refusal === 'not-a-reviewer' ? by : issueKey);
    }
    const outcome = await decideRequestQuestion(world, {
      case: id,
      about,
      by,
      verdict,
      duration,
      reason,
      channel: 'api',
      shown: input.shown ?? null,
    });
    if (!outcome.ok) {
      const refusal: RefusalName = REFUSALS[outcome.refusal];
      const isAboutThem = refusal === 'not-an-approver' || refusal === 'no-longer-approver';
      const what = about === null ? issueKey : `${issueKey}, line ${about},`;
      return refused(refusal, isAboutThem ? by : what);
    }
    return accept(said);
  },
});

const REVIEW_REFUSALS = {
  'unknown-case': 'unknown-case',
  'no-open-review': 'no-open-review',
  'several-reviews': 'several-questions',
  'reviewed-already': 'reviewed-already',
  'own-request': 'own-request',
  'not-a-reviewer': 'not-a-reviewer',
  'needs-reason': 'verdict-needs-reason',
} as const satisfies Record<ReviewRefusal | 'unknown-case', RefusalName>;

const REFUSALS = {
  'unknown-case': 'unknown-case',
  'no-open-question': 'no-open-question',
  'several-questions': 'several-questions',
  'decided-already': 'decided-already',
  'own-request': 'own-request',
  'not-an-approver': 'not-an-approver',
  'no-longer-approver': 'no-longer-approver',
  'shown-otherwise': 'shown-otherwise',
  'only-shorter': 'only-shorter',
} as const satisfies Record<DecisionRefusal | 'unknown-case', RefusalName>;

/** By whoever holds it or has asked for it. A line that is not decided yet is taken back. */
export const giveBackOperation = operation({
  needs: 'store',
  input: z
    .strictObject({
      /** Issue key, or the case's own id; */
      case: z.string().min(1).max(300).optional(),
      /** which line of it, when several are not over. */
      line: z.string().max(50).optional(),
      /** Or a grant of their own. */
      grant: z.string().min(1).max(300).optional(),
      /** Only while nobody has decided: what is held by then stays. */
      onlyOpen: z.boolean().default(false),
      by: z.string().min(1).max(320),
    })
    .refine((input) => (input.case === undefined) !== (input.grant === undefined), {
      error: 'Name either the request or the grant.',
    }),
  async run(world: World, { case: on, line = null, grant = '', onlyOpen, by }) {
    const found = on === undefined ? null : await findCase(world, on);
    if (found !== null && !found.ok) return found;
    const what = found === null ? { grant } : { case: found.value.id, line };
    const outcome = await giveBack(world, { by, channel: 'api', what, onlyOpen });
    if (outcome.ok) return outcome;
    return refused(GIVING_REFUSALS[outcome.refusal], outcome.refusal === 'not-yours' ? by : (on ?? grant));
  },
});

const GIVING_REFUSALS = {
  'unknown-case': 'unknown-case',
  'several-lines': 'several-lines',
  'not-held': 'nothing-to-give-back',
  'not-yours': 'not-yours',
  'given-meanwhile': 'given-meanwhile',
} as const satisfies Record<GivingBackRefusal, RefusalName>;
