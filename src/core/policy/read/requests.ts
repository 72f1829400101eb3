/** `policy.yaml`, checked by its schema -> `RequestPolicy`. */
import { entitlementId } from '../../shared/ids.ts';
import { type Milliseconds, milliseconds } from '../../shared/instant.ts';
import type { ApproverRule, HoldLimits, RequestConditions, RequestPolicy, RuleAnswer, StageRule } from '../model.ts';
import type { RequestsInput } from '../schema/requests.ts';
import { groupNamed, type Names } from './names.ts';
import type { YamlFile } from './yaml.ts';

type RuleInput = RequestsInput['rules'][string];
type StageInput = NonNullable<RuleInput['stages']>[number];
type HoldInput = RequestsInput['hold'];

/** What most people ask for: a working quarter, once renewed. */
const QUARTER = milliseconds(90 * 86_400_000);

export function requestsFrom(input: RequestsInput, names: Names, yaml: YamlFile): RequestPolicy {
  return {
    rules: Object.entries(input.rules).map(([id, rule]) => ({
      id,
      when: conditionsFrom(rule.when),
      answer: answerFrom(id, rule, names),
      hold: holdFrom(rule.hold, input.hold),
      reason: rule.reason ?? input.reason,
      ticket: rule.ticket ?? input.ticket,
      line: yaml.lineOf(['rules', id]) ?? 1,
    })),
    conflicts: Object.entries(input.conflicts).map(([id, { entitlements, atMost, because }]) => ({
      id,
      entitlements: entitlements.map(entitlementNamed),
      atMost,
      because,
      line: yaml.lineOf(['conflicts', id]) ?? 1,
    })),
    times: input.times,
    onMove: input.onMove,
  };
}

function conditionsFrom(input: RuleInput['when']): RequestConditions {
  return {
    risk: input.risk ?? null,
    applications: input.applications ?? null,
    entitlements: input.entitlements?.map(entitlementNamed) ?? null,
    provisioning: input.provisioning ?? null,
    workerType: input.workerType ?? null,
    attributes: input.attributes,
    upTo: input.upTo ?? null,
    breakGlass: input.breakGlass,
  };
}

function answerFrom(rule: string, { refuse, stages, breakGlass }: RuleInput, names: Names): RuleAnswer {
  if (refuse !== undefined) return { kind: 'refuse', because: refuse };
  if (stages !== undefined) {
    return { kind: 'stages', stages: stages.map((stage, nth) => stageFrom(`${rule}-${nth + 1}`, stage, names)) };
  }
  if (breakGlass !== undefined) {
    const review = stageFrom(`${rule}-review`, breakGlass.review, names);
    return { kind: 'break-glass', tell: breakGlass.tell, review };
  }
  return { kind: 'automatic' };
}

const stageFrom = (id: string, { ask, needs }: StageInput, names: Names): StageRule => ({
  id,
  approvers: ask.map((one): ApproverRule => {
    if (one === 'manager' || one === 'owner') return { kind: one };
    return 'person' in one
      ? { kind: 'person', mail: one.person.toLowerCase() }
      : { kind: 'group', group: groupNamed(names, one.group) };
  }),
  needs,
});

/** What the rule says, else what the file says as far as it fits the rule's longest, else a quarter. */
function holdFrom(rule: HoldInput, file: HoldInput): HoldLimits {
  const longest = spanOf(rule.longest ?? file.longest ?? QUARTER);
  const fits = (held: 'work' | Milliseconds | undefined) => held !== undefined && !isLonger(spanOf(held), longest);
  const usual = rule.usual ?? (fits(file.usual) ? file.usual : undefined);
  const total = spanOf(rule.longestTotal ?? file.longestTotal ?? 'work');
  return {
    durations: rule.durations ?? (file.durations ?? []).filter(fits),
    usual: usual === undefined ? longest : spanOf(usual),
    longest,
    longestTotal: rule.longestTotal === undefined && isLonger(longest, total) ? longest : total,
  };
}

/** `null` is as long as the work, which nothing is longer than. */
const isLonger = (span: Milliseconds | null, limit: Milliseconds | null) =>
  limit !== null && (span === null || span > limit);

const spanOf = (held: 'work' | Milliseconds) => (held === 'work' ? null : held);

/** `figma:editor`, however it is capitalised. */
function entitlementNamed(text: string) {
  const [application = '', role = ''] = text
    .toLowerCase()
    .split(':')
    .map((part) => part.trim());
  return entitlementId(application, role);
}
