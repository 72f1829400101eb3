/** Answers in the tracker's own approvals, read back: each is somebody's decision, counted once, or is said not to count. */
import { foldCase } from '../../core/evidence/index.ts';
import {
  approvalOf,
  countAnswers,
  mailOf,
  newAnswers,
  type ShownAnswer,
  type Speaker,
  type TrackerAnswer,
} from '../../core/request/index.ts';
import type { CaseId } from '../../core/shared/ids.ts';
import { accept } from '../../core/shared/outcome.ts';
import type { Approval } from '../../ports/tracker.ts';
import type { RulesInForce } from '../policy/rules.ts';
import type { World } from '../world.ts';
import { onRequest } from './decide.ts';
import { speakerNamed } from './speaker.ts';

/** After the form: what was asked about something that has been edited since is not answered by it any more. */
export async function readAnswers(world: World, force: RulesInForce, id: CaseId, issue: string): Promise<void> {
  const state = foldCase(id, await world.store.read.stream(id));
  const { person } = state;
  if (person === null || state.request.approvals.length === 0) return;
  const fresh = newAnswers(state, ((await world.tracker.readApprovals(issue)) ?? []).flatMap(answersIn));
  if (fresh.length === 0) return;
  const answers: TrackerAnswer[] = [];
  for (const answer of fresh) {
    const approval = approvalOf(state, answer);
    const mail = approval === undefined ? null : mailOf(approval, answer);
    answers.push({ ...answer, ...(mail === null ? NOBODY : await speakerNamed(world, mail)) });
  }
  await onRequest(world, force, { case: id, person }, (now, setting) => accept(countAnswers(now, answers, setting)));
}

const NOBODY: Speaker = { by: [], alsoKnownBy: [] };

export const answersIn = ({ id, approvers }: Approval): readonly ShownAnswer[] =>
  approvers.flatMap(({ account, mail, verdict }) =>
    verdict === null ? [] : [{ approval: id, account, mail, verdict }],
  );
