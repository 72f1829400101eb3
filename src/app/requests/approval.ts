/**
 * Open questions put to the tracker's own approvals: the field names whom it asks, then the issue enters the status that
 * opens the approval. An approval stays about what it was opened for, so for other questions or other people the status is
 * left and entered again.
 */
import {
  type CaseApproval,
  type CaseQuestion,
  openQuestions,
  seatOf,
  seatOfDecision,
} from '../../core/evidence/index.ts';
import type { TenureEvent } from '../../core/evidence/model.ts';
import { newAnswers, verdictOf } from '../../core/request/index.ts';
import { Fault } from '../../ports/fault.ts';
import type { Approval } from '../../ports/tracker.ts';
import type { Work } from '../evidence/evidenceTurn.ts';
import { later, type World } from '../world.ts';
import { answersIn } from './answers.ts';

type Asked = CaseApproval['asked'];

/** Moves the issue to a status, by the one in between where it has to; `false` = it stays where it is. */
export type Move = (status: string) => Promise<boolean>;

/** Moves the issue to where its questions are asked. Answers what is to be noted of it. */
export async function askInTracker(
  world: World,
  work: Work,
  status: string,
  move: Move,
): Promise<readonly TenureEvent[]> {
  const { tracker } = world;
  const { issue, state } = work;
  const through = work.settings?.statuses.working ?? undefined;
  const questions = openQuestions(state.request);
  const asked = work.force.policy.settings.fields.approvers === undefined ? [] : await askedThere(world, questions);
  if (asked.length === 0) {
    await move(status);
    return [];
  }
  const before = (await tracker.readApprovals(issue)) ?? [];
  // Somebody has answered, and that is not counted yet: what is asked next follows from it.
  if (newAnswers(state, before.flatMap(answersIn)).length > 0) {
    await world.engine.send({ lane: 'look', issue });
    return [];
  }
  const pending = before.find(({ isOpen }) => isOpen);
  const known = state.request.approvals.find(({ id }) => id === pending?.id);
  if (pending !== undefined && known !== undefined && isAbout(known, questions, asked)) {
    await move(status);
    return [];
  }
  if (pending !== undefined && known === undefined && isUntouched(pending, asked)) {
    return [opened(pending, questions, asked)];
  }
  if (pending !== undefined && (through === undefined || !(await move(through)))) return [];
  await tracker.setPeople(issue, 'approvers', accountsOf(asked), answersItself(work));
  await move(status);
  const after = await tracker.readApprovals(issue);
  // By its number: it may be answered, and closed, by now.
  const fresh = after?.find(({ id }) => !before.some((one) => one.id === id));
  if (after === null) await knownSoon(world, work);
  return fresh === undefined ? [] : [opened(fresh, questions, asked)];
}

/**
 * The desk may not know yet what was only just filed, and an answer to an approval that was never noted would not count. Asked again
 * for a minute; longer it is no request, and nobody is asked there.
 */
async function knownSoon({ store }: World, { trouble }: Work): Promise<void> {
  const now = await store.read.now();
  if (now < later(trouble.troubleSince ?? now, KNOWN_WITHIN))
    throw new Fault('transient', 'read approvals', { vendorCode: '404', note: 'no request yet' });
}
const KNOWN_WITHIN = 60_000;

/**
 * What an open approval asked about was decided elsewhere: answered by our own account, where the company has put it among
 * the approvers. By then the comment says who decided, where, and what they were shown.
 */
export async function answerInTracker({ tracker, store }: World, work: Work): Promise<readonly TenureEvent[]> {
  if (!answersItself(work)) return [];
  const { issue, state } = work;
  const over = state.request.approvals.flatMap((known) => {
    const verdict = known.isAnswered ? null : verdictOf(state, known);
    return verdict === null ? [] : [{ id: known.id, verdict }];
  });
  if (over.length === 0) return [];
  const open = new Set(((await tracker.readApprovals(issue)) ?? []).flatMap(({ id, isOpen }) => (isOpen ? [id] : [])));
  const answered: TenureEvent[] = [];
  for (const { id, verdict } of over) {
    if (!open.has(id) || !(await tracker.answerApproval(issue, id, verdict))) continue;
    answered.push({ type: 'ApprovalAnswered', approval: id, verdict, at: await store.read.now() });
  }
  return answered;
}

const answersItself = ({ settings }: Work) => settings?.approvals?.elsewhere === 'bot-approver';

/** Whom the tracker shows with the address of somebody who is still to answer: being them allows something. */
async function askedThere({ tracker }: World, questions: readonly CaseQuestion[]): Promise<Asked> {
  const waited = questions.flatMap(({ approvers, decisions }) =>
    approvers.flatMap((one) => (decisions.some((made) => seatOfDecision(made) === seatOf(one)) ? [] : [one.mail])),
  );
  const found: { mail: string; account: string }[] = [];
  for (const mail of [...new Set(waited)].sort()) {
    const account = await tracker.findShownUser(mail);
    if (account !== null) found.push({ mail, account });
  }
  return found;
}

const isAbout = (known: CaseApproval, questions: readonly CaseQuestion[], asked: Asked) =>
  isSame(
    known.questions,
    questions.map(({ id }) => id),
  ) && isSame(accountsOf(known.asked), accountsOf(asked));

/** Opened by an attempt of ours that was cut off before it was noted. */
const isUntouched = ({ approvers }: Approval, asked: Asked) =>
  approvers.every(({ verdict }) => verdict === null) &&
  isSame(
    approvers.map(({ account }) => account),
    accountsOf(asked),
  );

const accountsOf = (asked: Asked) => asked.map(({ account }) => account);
const isSame = (some: readonly string[], others: readonly string[]) =>
  some.length === others.length && some.every((one) => others.includes(one));

const opened = ({ id }: Approval, questions: readonly CaseQuestion[], asked: Asked): TenureEvent => ({
  type: 'ApprovalOpened',
  approval: id,
  questions: questions.map((one) => one.id),
  personal: { asked },
});
