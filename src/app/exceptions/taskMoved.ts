/**
 * The issue of an exception was moved by a person: that is a decision, if its status means one and they may make it. They
 * are whoever the tracker says has moved it, and held to what holds for everybody who settles. Whose word does not count
 * reads why on the issue, and it goes back.
 */
import type { Verdict } from '../../core/evidence/model.ts';
import type { FiledForm } from '../../core/person/index.ts';
import type { ExceptionTasks } from '../../core/policy/model.ts';
import { isSamePlace } from '../../core/shared/filedIn.ts';
import { fold } from '../../core/shared/fold.ts';
import { exceptionId } from '../../core/shared/ids.ts';
import type { RulesInForce } from '../policy/rules.ts';
import { type SettleRefusal, settle } from '../settling/settle.ts';
import type { World } from '../world.ts';
import { seenTask, taskPlaces } from './taskPlaces.ts';

/** `false` = it is none of these issues. */
export async function lookAtExceptionTask(world: World, force: RulesInForce, form: FiledForm): Promise<boolean> {
  const to = force.policy.settings.exceptions?.tasks;
  if (to === undefined || !isSamePlace(to, form)) return false;
  const found = Object.entries(await taskPlaces(world)).find(([, { issue }]) => issue?.id === form.issue.id);
  if (found?.[1].unseenSince !== undefined) await seenTask(world, exceptionId(found[0]));
  const row = found === undefined ? null : await world.store.read.exception(exceptionId(found[0]));
  if (row === null || row.settled !== null) return true;
  const said = saidBy(form, to);
  if (said === null) return true;
  const { statusBy: actor } = form;
  const by = actor.mail ?? actor.id;
  const reason =
    (await world.tracker.wordOf(form.issue.id, actor.id)) ?? `moved to “${form.status}” on ${form.issue.key}`;
  const outcome = said === 'unclear' ? null : await settle(world, { exception: row.id, verdict: said, by, reason });
  if (outcome?.ok === true || outcome?.refusal === 'settled-already') return true;
  await putBack(world, form, to, outcome?.refusal ?? 'unclear');
  return true;
}

/**
 * `null` = its status decides nothing: somebody is at it. Only a status the policy names for a verdict decides, also where
 * a single verdict fits: whoever tidies a board has confirmed no review and rejected no policy.
 */
function saidBy({ status }: FiledForm, { done, decisions }: ExceptionTasks): Verdict | 'unclear' | null {
  const verdict = Object.entries(decisions).find(([one]) => fold(one) === fold(status))?.[1];
  return verdict ?? (fold(status) === fold(done) ? 'unclear' : null);
}

/** Said once to each who tries the same again and is refused for the same cause. */
async function putBack({ tracker, log }: World, form: FiledForm, { open }: ExceptionTasks, why: Reason): Promise<void> {
  const { issue, status, statusBy } = form;
  const text = `Moved to “${status}”, and nothing was decided by it: ${WHY[why]} The exception is open.`;
  await tracker.comment(issue.id, `not-decided/${fold(status)}/${statusBy.id}/${why}`, [
    { block: 'paragraph', text: [{ text }] },
  ]);
  if (await tracker.moveTo(issue.id, open)) return;
  log.warn({ issue: issue.key, status: open }, 'no transition leads an exception back to where it is open');
}

type Reason = Exclude<SettleRefusal, 'settled-already'> | 'unclear';

const WHY: Readonly<Record<Reason, string>> = {
  unclear:
    'closed alone does not say how it was settled. A status that does decides it, as far as there is one for it; else it is settled elsewhere.',
  unknown: 'no policy is in force.',
  'not-allowed': 'who moved it may not decide so; the roles in tenure.yaml say who may.',
  'not-the-owner': 'of groups added to an entitlement the owner of its application decides, or their deputy.',
  'own-change': 'whoever filed a form does not settle what came of it.',
  'shown-otherwise': 'it is confirmed where it shows whom it is about, and as it was shown.',
  'own-case': 'nobody decides about themselves.',
  'verdict-does-not-fit': 'that decision makes no sense for it.',
  'explained-since': 'the ledger gives it now, or is taking it.',
  'other-account': 'the ledger knows another account there as theirs.',
  'not-there-any-more': 'it is no longer there.',
  'not-working': 'whom it is about does not work here now.',
  'is-excluded': 'a decision excludes them from it.',
};
