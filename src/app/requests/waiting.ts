/** What waits for one person's word: also for somebody whom the ledger knows by nothing but an address. */
import { type CaseQuestion, type CaseState, openQuestions } from '../../core/evidence/index.ts';
import { durationWords } from '../../core/shared/durationWords.ts';
import type { PersonId } from '../../core/shared/ids.ts';
import type { OpenQuestion } from '../../ports/home.ts';
import type { World } from '../world.ts';
import { type OwnRequest, type OwnView, ownView } from './ownView.ts';

export interface Decider {
  /** `null` = nobody the ledger knows. */
  readonly person: PersonId | null;
  /** Every address and login of theirs, in small letters. */
  readonly names: readonly string[];
}

export async function waitingFor(world: World, decider: Decider): Promise<readonly OpenQuestion[]> {
  const [view, rows] = await Promise.all([ownView(world), world.store.read.requestsAsking(decider.names)]);
  const requests = await Promise.all(rows.map((row) => view.requestOf(row)));
  const found = await Promise.all(requests.map((request) => questionsIn(view, request, decider)));
  return found.flat().toSorted((a, b) => (a.until < b.until ? -1 : a.until > b.until ? 1 : 0));
}

async function questionsIn(
  view: OwnView,
  { row, state }: OwnRequest,
  decider: Decider,
): Promise<readonly OpenQuestion[]> {
  const { person: forWhom } = row;
  if (forWhom === null || forWhom === decider.person) return [];
  const open = openQuestions(state.request).flatMap((question) => {
    const line = lineAskedOf(decider, state, question);
    return line === undefined ? [] : [{ question, line }];
  });
  if (open.length === 0) return [];
  const name = await view.personOf(forWhom);
  return open.map(({ question, line }) => ({
    issue: view.issueOf(row),
    question: question.id,
    line: line.id,
    shown: question.shown,
    entitlement: line.entitlement,
    title: view.titleOf(line.entitlement),
    forWhom: name,
    duration: durationWords(line.duration),
    risk: line.asked.risk,
    reason: line.asked.personal.reason,
    until: question.until,
  }));
}

/** Nobody is shown what they have asked themselves, nor what they have answered. */
function lineAskedOf({ person, names }: Decider, { request }: CaseState, question: CaseQuestion) {
  const isAsked = question.approvers.some(({ mail }) => names.includes(mail));
  const hasSaid = question.decisions.some(({ personal }) => names.includes(personal.by));
  const line = request.lines.find(({ id }) => id === question.line);
  return isAsked && !hasSaid && line?.asked.by !== person ? line : undefined;
}
