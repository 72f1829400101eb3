/** The table of operations, and the one way to carry one out. */

import { z } from 'zod';
import { unkeepableIn } from '../../core/shared/keepableText.ts';
import type { World } from '../world.ts';
import { access, offers } from './access.ts';
import { adoptConfirm, adoptConfirmMissing, adoptMissing, adoptPlan } from './adoption.ts';
import { announcementsOperation, announceOperation } from './announce.ts';
import { askOperation } from './ask.ts';
import { audit } from './audit.ts';
import { cases } from './cases.ts';
import { catalogue } from './catalogue.ts';
import { changeSet, changeSets, confirmOperation, rejectOperation } from './changeSets.ts';
import { delegateOperation, delegationsOperation, endDelegationOperation } from './delegations.ts';
import { diagnoseOperation } from './diagnose.ts';
import { doctor } from './doctor.ts';
import { eraseConfirm, erasePlan } from './erase.ts';
import { exceptionShown } from './exceptionShown.ts';
import { exceptions, handOverOperation, settleOperation } from './exceptions.ts';
import { explainAttributesOperation, explainPersonOperation } from './explain.ts';
import { explainRequestOperation } from './explainRequest.ts';
import { grants } from './grants.ts';
import type { Operation, Refused } from './operation.ts';
import { people, person } from './people.ts';
import { plan } from './plan.ts';
import { policyApply, policyPlan } from './policy.ts';
import { catalogueDraft, cataloguePush, formPlan } from './portal.ts';
import { receipt } from './receipt.ts';
import { report } from './report.ts';
import { requestList, requestShown } from './requestCases.ts';
import { decideOperation, giveBackOperation, requests } from './requests.ts';
import { rosterOperation } from './roster.ts';
import { shadow } from './shadow.ts';
import { status } from './status.ts';
import { resumeOperation, stopOperation } from './stop.ts';
import { sweep, sweepState } from './sweep.ts';
import { timeline } from './timeline.ts';
import { verify } from './verify.ts';
import { verifyIssues } from './verifyIssues.ts';

export const operations = {
  cases,
  receipt,
  timeline,
  explainPerson: explainPersonOperation,
  explainAttributes: explainAttributesOperation,
  explainRequest: explainRequestOperation,
  access,
  offers,
  catalogue,
  ask: askOperation,
  requestList,
  requestShown,
  requests,
  decide: decideOperation,
  giveBack: giveBackOperation,
  delegate: delegateOperation,
  endDelegation: endDelegationOperation,
  delegations: delegationsOperation,
  grants,
  people,
  person,
  audit,
  exceptions,
  exceptionShown,
  settle: settleOperation,
  handOver: handOverOperation,
  policyPlan,
  policyApply,
  catalogueDraft,
  formPlan,
  cataloguePush,
  changeSets,
  changeSet,
  confirmChangeSet: confirmOperation,
  rejectChangeSet: rejectOperation,
  announce: announceOperation,
  announcements: announcementsOperation,
  stop: stopOperation,
  resume: resumeOperation,
  verify,
  verifyIssues,
  erasePlan,
  eraseConfirm,
  report,
  plan,
  adoptPlan,
  adoptConfirm,
  adoptMissing,
  adoptConfirmMissing,
  sweep,
  sweepState,
  diagnose: diagnoseOperation,
  roster: rosterOperation,
  shadow,
  doctor,
  status,
} as const;

type Operations = typeof operations;
export type OperationName = keyof Operations;
export type InputOf<Name extends OperationName> = z.input<Operations[Name]['input']>;
export type ResultOf<Name extends OperationName> =
  Operations[Name] extends Operation<z.ZodType, infer Result> ? Result : never;

export type Performed =
  | { readonly kind: 'done'; readonly result: unknown }
  | { readonly kind: 'refused'; readonly refused: Refused }
  /** One line for each thing wrong with the input. */
  | { readonly kind: 'invalid'; readonly problems: readonly string[] };

/** The JSON Schema of what an operation takes, as whoever sends it writes it. */
export function inputSchema(name: OperationName): InputSchema {
  const chosen: Operation<z.ZodType, unknown> = operations[name];
  const { properties = {}, required = [] } = z.toJSONSchema(chosen.input, { io: 'input' });
  return { properties, required };
}

export interface InputSchema {
  readonly properties: Readonly<Record<string, unknown>>;
  readonly required: readonly string[];
}

export const isOperation = (name: string): name is OperationName => Object.hasOwn(operations, name);

/** Input is from outside, whoever calls: it is parsed here and nowhere else. */
export async function perform(world: World, name: OperationName, input: unknown): Promise<Performed> {
  const unkeepable = unkeepableParts(input);
  if (unkeepable.length > 0) {
    return { kind: 'invalid', problems: unkeepable.map((part) => `${part}: ${NOT_KEEPABLE}`) };
  }
  const chosen: Operation<z.ZodType, unknown> = operations[name];
  const parsed = chosen.input.safeParse(input);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'input'}: ${message}`);
    return { kind: 'invalid', problems };
  }
  const answer = await chosen.run(world, parsed.data);
  return answer.ok ? { kind: 'done', result: answer.value } : { kind: 'refused', refused: answer.refusal };
}

const NOT_KEEPABLE = 'has a character that cannot be kept: a zero byte, or half of a character';

/** A policy's files are refused by their own reader, which says in which file and line. */
function unkeepableParts(input: unknown): readonly string[] {
  if (typeof input === 'string') return unkeepableIn({ input });
  if (typeof input !== 'object' || input === null) return [];
  return unkeepableIn({ ...input, files: undefined });
}
