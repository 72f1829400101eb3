/**
 * Settling an exception from one's own page: a button opens a form that shows it as it stands, and asks why. What comes
 * back names what was shown; who decides, and whether they may, is looked up as for every decision, and what was pressed
 * is used up in the transaction that decides. Handed in twice, late or by somebody else it changes nothing, and says so.
 */
import { z } from 'zod';
import { exceptionSentence } from '../../core/evidence/index.ts';
import type { Verdict } from '../../core/evidence/model.ts';
import { deskUserId, exceptionId } from '../../core/shared/ids.ts';
import { jsonIn } from '../../core/shared/keepableText.ts';
import type { Desk, DeskAct, DeskAnswers, DeskField } from '../../ports/desk.ts';
import type { ExceptionRow } from '../../ports/store.ts';
import { type HandOverRefusal, handOver, histories, shownOfException, verdictWords } from '../exceptions/index.ts';
import { detailShown } from '../leavers/heldLeavers.ts';
import { groupNames, shownPerson } from '../operations/find.ts';
import type { RulesInForce } from '../policy/rules.ts';
import { keptFrom, keptFromAll } from '../settling/mayDecide.ts';
import { type SettleRefusal, settle } from '../settling/settle.ts';
import { verdictsOf } from '../settling/verdicts.ts';
import type { World } from '../world.ts';
import { PRESS } from './page.ts';
import { LONGEST_REASON, tooLong } from './reason.ts';
import { timesFor } from './times.ts';

type Press = Extract<DeskAct, { readonly kind: 'press' }>;
type Form = Extract<DeskAct, { readonly kind: 'form' }>;

const FIELDS = { verdict: 'verdict', to: 'to', reason: 'reason' } as const;
const HEADS: Readonly<Record<string, string>> = {
  [PRESS.retry]: 'Try again',
  [PRESS.settle]: 'Settle',
  [PRESS.handOver]: 'Hand over',
};

/** The form behind it is called as the button. */
export const isAboutException = (name: string): boolean => HEADS[name] !== undefined;

/** Of a button: which one. Of the form: the same, and what it showed. */
const button = z.tuple([z.string().max(500)]);
const shownIn = z.tuple([z.string().max(500), z.string().max(100)]);

export async function openExceptionForm(world: World, desk: Desk, act: Press): Promise<void> {
  const no = (why: ExceptionRefusal) => desk.whisper(act.by, act.replyTicket, exceptionWords(why));
  const read = button.safeParse(jsonIn(act.token));
  const [mail, force] = await Promise.all([desk.mailOf(act.by), world.rules.current()]);
  if (mail === null) return no('nobody');
  const row = read.success ? await world.store.read.exception(exceptionId(read.data[0])) : null;
  if (row === null || force === null) return no('unknown');
  if (row.settled !== null) return no('settled-already');
  const verdicts = await verdictsOfTheirs(world, force, row, mail);
  const kept = await keptFromAll(world, force, row, { verdicts: verdictsOf(row), by: mail });
  if (kept !== null) return no(kept);
  const asks = fieldsOf(act.action, verdicts);
  if (asks === null) return no('not-allowed');
  const head = HEADS[act.action] ?? '';
  const token = JSON.stringify([row.id, await shownNow(world, row)]);
  const says = await saysOf(world, row);
  await desk.openForm(act.formTicket, { name: act.action, title: head, submit: head, token, says, fields: asks });
}

/** Which of them this person may give. Asked beside each other: a tracker may have to say, and a press waits three seconds. */
async function verdictsOfTheirs(world: World, force: RulesInForce, row: ExceptionRow, by: string) {
  const all = verdictsOf(row);
  const kept = await Promise.all(all.map((verdict) => keptFrom(world, force, row, { verdict, by })));
  return all.filter((_, nth) => kept[nth] === null);
}

const WHY: DeskField = {
  kind: 'text',
  id: FIELDS.reason,
  label: 'Why',
  longest: LONGEST_REASON,
  hint: 'Kept with the decision: whoever looks at it later reads it.',
};

/** `null` = nothing of this is theirs to decide. */
function fieldsOf(action: string, verdicts: readonly Verdict[]): readonly DeskField[] | null {
  if (action === PRESS.handOver) {
    return [{ kind: 'person', id: FIELDS.to, label: 'To whom', hint: 'Somebody who may settle it too.' }, WHY];
  }
  if (action === PRESS.retry) return verdicts.includes('retry') ? [WHY] : null;
  const options = verdicts
    .filter((one) => one !== 'retry')
    .map((one) => ({ value: one, says: verdictWords(one), more: one }));
  return options.length === 0 ? null : [{ kind: 'choice', id: FIELDS.verdict, label: 'Your decision', options }, WHY];
}

async function saysOf(world: World, row: ExceptionRow): Promise<readonly string[]> {
  const { read } = world.store;
  const [show, nameOf] = [await timesFor(world, null), await groupNames(world)];
  const on = row.case === null ? null : await read.case(row.case);
  const whom = row.person === null ? null : shownPerson(row.person, await read.person(row.person)).name;
  const { says, remedy } = exceptionSentence(row.kind);
  const about = [
    ...(on === null ? [] : [on.issueKey]),
    ...(whom === null ? [] : [whom]),
    ...(row.group === null ? [] : [nameOf(row.group)]),
    ...Object.entries(await detailShown(world, row)).map(([name, said]) => `${name}: ${said}`),
  ];
  return [says, remedy, `Since ${show(row.openedAt)}${about.length === 0 ? '' : `: ${about.join('; ')}`}.`];
}

const shownNow = async (world: World, row: ExceptionRow) =>
  shownOfException({ ...row, detail: await detailShown(world, row) }, await histories(world.store.read)(row));

/** By field; `null` = nothing that can be seen from the form alone. */
export function wrongInException({ name, answers }: Form): Readonly<Record<string, string>> | null {
  if (name === PRESS.settle && verdictIn(answers) === null) return { [FIELDS.verdict]: 'Choose what is to be done.' };
  if (name === PRESS.handOver && answers[FIELDS.to] === undefined)
    return { [FIELDS.to]: 'Choose who is to settle it.' };
  const reason = reasonIn(answers);
  if (reason === '') return { [FIELDS.reason]: 'Say why: it is kept with the decision.' };
  return tooLong(reason, FIELDS.reason);
}

const reasonIn = ({ [FIELDS.reason]: said = '' }: DeskAnswers) => said.trim();
const chosen = z.enum(['restore', 'end-grant', 'adopt', 'remove', 'ignore', 'accept', 'confirm', 'reject']);
const verdictIn = (answers: DeskAnswers): Verdict | null => chosen.safeParse(answers[FIELDS.verdict]).data ?? null;

/** `null` = it is done, and the act is worked on. */
export async function decideException(
  world: World,
  desk: Desk,
  id: string,
  act: Form,
): Promise<ExceptionRefusal | null> {
  const read = shownIn.safeParse(jsonIn(act.token));
  const by = await desk.mailOf(act.by);
  if (by === null) return 'nobody';
  const row = read.success ? await world.store.read.exception(exceptionId(read.data[0])) : null;
  const reason = reasonIn(act.answers);
  if (!read.success || row === null || reason === '') return 'unknown';
  if (row.settled !== null) return 'settled-already';
  const [, shown] = read.data;
  if ((await shownNow(world, row)) !== shown) return 'shown-otherwise';
  const { hash } = await detailShown(world, row);
  const about = { exception: row.id, by, reason, ...(typeof hash === 'string' ? { hash } : {}) };
  if (act.name === PRESS.handOver) {
    const to = await desk.mailOf(deskUserId(act.answers[FIELDS.to] ?? ''));
    if (to === null) return 'may-not-settle';
    const outcome = await handOver(world, { ...about, to, shown }, (tx) => tx.takeDeskAct(id));
    return outcome.ok ? null : outcome.refusal;
  }
  const verdict = act.name === PRESS.retry ? 'retry' : verdictIn(act.answers);
  if (verdict === null) return 'unknown';
  const outcome = await settle(world, { ...about, verdict }, (tx) => tx.takeDeskAct(id));
  return outcome.ok ? null : outcome.refusal;
}

export type ExceptionRefusal = SettleRefusal | HandOverRefusal | 'nobody';

const SENTENCES: Readonly<Record<ExceptionRefusal, string>> = {
  nobody: 'nobody who works here has your confirmed address.',
  unknown: 'there is no such exception any more.',
  'settled-already': 'somebody has settled this exception already.',
  'shown-otherwise': 'the exception is not as it was shown to you any more. Open it once more, and read it again.',
  'not-allowed': 'this is not yours to settle: the roles in tenure.yaml say whose it is.',
  'not-the-owner': 'of groups added to an entitlement the owner of its application decides, or their deputy.',
  'own-change': 'whoever filed a form does not settle what came of it: somebody else has to.',
  'own-case': 'nobody decides about themselves: somebody else has to settle this.',
  'verdict-does-not-fit': 'this decision makes no sense for it any more.',
  'may-not-settle': 'whom you chose may not settle it: choose somebody in one of the roles, whom it is not about.',
  'theirs-already': 'it was handed over to them already.',
  'explained-since': 'the ledger gives it now, or is taking it: it goes off the list by itself.',
  'other-account': 'the ledger knows another account there as theirs: take this one out by hand.',
  'not-there-any-more': 'it is no longer there: it goes off the list by itself.',
  'not-working': 'whom it is about does not work here now.',
  'is-excluded': 'a decision excludes them from it.',
};

export const exceptionWords = (why: ExceptionRefusal): string => `Nothing was done: ${SENTENCES[why]}`;
