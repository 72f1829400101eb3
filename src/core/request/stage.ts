/** A stage as it was asked: its place in the rule and what it says, so that agreeing to one agrees to no other. */
import type { RequestRule, Risk, StageRule } from '../policy/model.ts';
import { canonical, sha256 } from '../shared/canonical.ts';

export const stageName = ({ id, approvers, needs }: StageRule): string =>
  `${id}@${sha256(canonical({ approvers: approvers.map(canonical).sort(), needs })).slice(0, 12)}`;

/** The stage a question was asked for, as the policy in force still has it. */
export const stageNamed = (stages: readonly StageRule[], name: string): StageRule | undefined =>
  stages.find((stage) => stageName(stage) === name);

/**
 * Whether a stage is left out when the manager asks: one that asks nobody but the manager, where another asks somebody
 * else. None is left out to the last, unless the rule says so; of high risk somebody else is asked whatever it says.
 */
export function isLeftOut(stage: StageRule, { answer, whenManagerAsks = 'asks' }: RequestRule, risk: Risk): boolean {
  if (answer.kind !== 'stages' || whenManagerAsks === 'asks' || !asksManagerAlone(stage)) return false;
  return answer.stages.some((one) => !asksManagerAlone(one)) || (whenManagerAsks === 'gives' && risk !== 'high');
}

const asksManagerAlone = ({ approvers }: StageRule) => approvers.every(({ kind }) => kind === 'manager');
