/** What waits for one person's word: also for somebody whom the ledger knows by nothing but an address. */
import { type CaseQuestion, type CaseState, openQuestions, stillAsked } from '../../core/evidence/index.ts';
import { durationWords } from '../../core/shared/durationWords.ts';
import type { OpenQuestion } from '../../ports/home.ts';
import type { World } from '../world.ts';
import { type OwnRequest, type OwnView, ownView } from './ownView.ts';

/** `names`: what they are called now and nobody else is, in small letters. */
export async function waitingFor(world: World, names: readonly string[]): Promise<readonly OpenQuestion[]> {
  const [view, rows] = await Promise.all([ownView(world), world.store.read.requestsAsking(names)]);
  const requests = await Promise.all(rows.map((row) => view.requestOf(row)));
  const found = await Promise.all(requests.map((request) => questionsIn(view, request, names)));
  return found.flat().toSorted((a, b) => (a.until < b.until ? -1 : a.until > b.until ? 1 : 0));
}

async function questionsIn(
  view: OwnView,
  { row, state }: OwnRequest,
  names: readonly string[],
): Promise<readonly OpenQuestion[]> {
  const { person: forWhom } = row;
  if (forWhom === null) return [];
  const open = openQuestions(state.request).flatMap((question) => {
    const line = lineAskedOf(names, state, question);
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

/** Whoever has answered, or has been answered for, is asked no more; that nobody is asked about their own request is the question's own doing. */
function lineAskedOf(names: readonly string[], { request }: CaseState, question: CaseQuestion) {
  const isAsked = stillAsked(question).some(({ mail }) => names.includes(mail));
  // In two places at once, one answer is all that is taken of them.
  const hasSaid = question.decisions.some(({ personal }) => names.includes(personal.by));
  return isAsked && !hasSaid ? request.lines.find(({ id }) => id === question.line) : undefined;
}
