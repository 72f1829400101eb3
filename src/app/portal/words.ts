/** A plan as people read it: one line a step, and one for what stays as it is. */
import type { FieldPlan, FieldRefusal, LeftOption, OtherHand, PlannedStep } from '../../core/portal/model.ts';
import { unreachable } from '../../core/shared/outcome.ts';

const HAND: Readonly<Record<OtherHand, string>> = {
  made: 'made by a person; from now on Tenure keeps it',
  renamed: 'another hand gave it that name',
  enabled: 'another hand had enabled it again',
  deleted: 'another hand had deleted it',
};

export function stepWords(plan: FieldPlan, step: PlannedStep): string {
  const said = words(plan, step);
  return step.otherHand === null ? said : `${said} (${HAND[step.otherHand]})`;
}

function words(plan: FieldPlan, step: PlannedStep): string {
  switch (step.step) {
    case 'add':
      return `+ ${below(plan, step.parent)}${step.text}`;
    case 'adopt':
      return `= ${step.text}`;
    case 'rename':
      return `~ ${step.was} -> ${step.text}`;
    case 'enable':
      return `+ ${step.text} (disabled before)`;
    case 'disable':
      return `- ${step.text} (disabled, not deleted)`;
    case 'order':
      return `order of ${step.keys.length} choices${step.parent === null ? '' : ` below ${step.parent}`}`;
    default:
      return unreachable(step);
  }
}

/** By its text, where this very plan adds it; else by what the catalogue calls it. */
function below({ steps }: FieldPlan, parent: string | null): string {
  if (parent === null) return '';
  const above = steps.find((one) => one.step !== 'order' && one.key === parent);
  return `${above !== undefined && 'text' in above ? above.text : parent} / `;
}

export const LEFT_WORDS: Readonly<Record<LeftOption['because'], string>> = {
  'disabled-elsewhere': 'disabled at the tracker by another hand: enable it there if it shall be offered',
  'text-taken': 'an option a person made has this text, and is disabled or in the way: rename or enable it there',
  'too-long': 'longer than an option may be: give it a shorter name in catalogue.yaml',
  'said-twice': 'two choices would read the same: rename one in catalogue.yaml',
  'holds-others':
    'no longer offered, and a person has put options of their own below it: it stays until those are gone',
};

export const NOT_KEPT_WORDS: Readonly<Record<FieldRefusal, string>> = {
  'not-mapped': 'no field of the tracker is mapped to it, or two fields share its name',
  'not-a-select': 'the field is no select list: its choices cannot be kept',
  'no-context': 'the field has no context for this form: add project and issue type to one of its contexts',
  'no-form': 'there is no form of requests for access: `cases.access-request`, its project and issue type',
};
