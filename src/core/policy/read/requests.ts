/** `policy.yaml`, checked by its schema -> `RequestPolicy`. */
import { entitlementId } from '../../shared/ids.ts';
import { type Milliseconds, milliseconds } from '../../shared/instant.ts';
import type {
  ApproverRule,
  AskerRule,
  Confidential,
  HoldLimits,
  PersonOrGroup,
  RequestConditions,
  RequestPolicy,
  RuleAnswer,
  SeerRule,
  StageRule,
} from '../model.ts';
import type { RequestsInput } from '../schema/requests.ts';
import { groupNamed, type Names } from './names.ts';
import type { YamlFile } from './yaml.ts';

type RuleInput = RequestsInput['rules'][string];
type StageInput = NonNullable<RuleInput['stages']>[number];
type HoldInput = RequestsInput['hold'];
type AskerInput = NonNullable<RuleInput['when']['askedBy']>[number];

/** What most people ask for: a working quarter, once renewed. */
const QUARTER = milliseconds(90 * 86_400_000);

export function requestsFrom(input: RequestsInput, names: Names, yaml: YamlFile): RequestPolicy {
  return {
    rules: Object.entries(input.rules).map(([id, { whenManagerAsks = input.whenManagerAsks, ...rule }]) => ({
      id,
      when: conditionsFrom(rule.when, names),
      answer: answerFrom(id, rule, names),
      hold: holdFrom(rule.hold, input.hold),
      reason: rule.reason ?? input.reason,
      ticket: rule.ticket ?? input.ticket,
      // What the file says nothing of stands nowhere: the version of a policy is that of what it says.
      ...(whenManagerAsks === undefined ? {} : { whenManagerAsks }),
      ...(rule.onMove === undefined ? {} : { onMove: rule.onMove }),
      line: yaml.lineOf(['rules', id]) ?? 1,
    })),
    conflicts: Object.entries(input.conflicts).map(([id, { entitlements, atMost, because, onMove }]) => ({
      id,
      entitlements: entitlements.map(entitlementNamed),
      atMost,
      because,
      ...(onMove === undefined ? {} : { onMove }),
      line: yaml.lineOf(['conflicts', id]) ?? 1,
    })),
    times: input.times,
    onMove: input.onMove,
    ...(input.movedBy === undefined ? {} : { movedBy: input.movedBy }),
    ...(Object.keys(input.confidential).length === 0
      ? {}
      : { confidential: confidentialFrom(input.confidential, names, yaml) }),
  };
}

function confidentialFrom(input: RequestsInput['confidential'], names: Names, yaml: YamlFile): readonly Confidential[] {
  return Object.entries(input).map(([id, { applications, entitlements, seenBy }]) => ({
    id,
    applications: applications ?? [],
    entitlements: (entitlements ?? []).map(entitlementNamed),
    seenBy: seenBy.map(
      (one): SeerRule =>
        'attribute' in one ? { kind: 'attribute', name: one.attribute, values: one.values } : personOrGroup(one, names),
    ),
    line: yaml.lineOf(['confidential', id]) ?? 1,
  }));
}

const personOrGroup = (one: { readonly person: string } | { readonly group: string }, names: Names): PersonOrGroup =>
  'person' in one
    ? { kind: 'person', mail: one.person.toLowerCase() }
    : { kind: 'group', group: groupNamed(names, one.group) };

function askerFrom(one: AskerInput, names: Names): readonly AskerRule[] {
  if (one === 'anyone') return [];
  return [one === 'self' || one === 'manager' ? { kind: one } : personOrGroup(one, names)];
}

function conditionsFrom(input: RuleInput['when'], names: Names): RequestConditions {
  return {
    risk: input.risk ?? null,
    applications: input.applications ?? null,
    entitlements: input.entitlements?.map(entitlementNamed) ?? null,
    provisioning: input.provisioning ?? null,
    workerType: input.workerType ?? null,
    attributes: input.attributes,
    upTo: input.upTo ?? null,
    breakGlass: input.breakGlass,
    ...(input.askedBy === undefined || input.askedBy.includes('anyone')
      ? {}
      : { askedBy: input.askedBy.flatMap((one) => askerFrom(one, names)) }),
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
    return personOrGroup(one, names);
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
