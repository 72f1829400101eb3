/** A stage as it was asked: its place in the rule and what it says, so that agreeing to one agrees to no other. */
import type { StageRule } from '../policy/model.ts';
import { canonical, sha256 } from '../shared/canonical.ts';

export const stageName = ({ id, approvers, needs }: StageRule): string =>
  `${id}@${sha256(canonical({ approvers: approvers.map(canonical).sort(), needs })).slice(0, 12)}`;

/** The stage a question was asked for, as the policy in force still has it. */
export const stageNamed = (stages: readonly StageRule[], name: string): StageRule | undefined =>
  stages.find((stage) => stageName(stage) === name);
