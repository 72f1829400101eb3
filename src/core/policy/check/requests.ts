/** What the schema of `policy.yaml` cannot see: names nobody knows, rules never reached, risk nobody answers for. */
import { canonical } from '../../shared/canonical.ts';
import { fold } from '../../shared/fold.ts';
import type { EntitlementId } from '../../shared/ids.ts';
import { type Milliseconds, milliseconds } from '../../shared/instant.ts';
import { type CatalogueEntry, entitlementById } from '../catalogue.ts';
import type { Catalogue, Problem, ReferenceRow, RequestPolicy, RequestRule, Settings, StageRule } from '../model.ts';
import { caution, fault, type Place } from '../read/problem.ts';
import { didYouMean } from '../read/suggest.ts';
import type { YamlFile } from '../read/yaml.ts';
import { fitsEntitlement } from '../requestRules.ts';

interface Beside {
  /** `null` = it could not be read. */
  readonly settings: Settings | null;
  readonly catalogue: Catalogue;
  readonly table: readonly ReferenceRow[];
  readonly yaml: YamlFile;
}

export function checkRequests(requests: RequestPolicy, beside: Beside): readonly Problem[] {
  const at = (...path: readonly string[]): Place => ({ file: beside.yaml.file, line: beside.yaml.lineOf(path) });
  return [
    ...requests.rules.flatMap((rule) => [
      ...namesOf(rule, beside, at('rules', rule.id)),
      ...holdProblems(rule, at('rules', rule.id)),
      ...stagesOf(rule).flatMap((stage) => [...stageProblems(rule, stage, at('rules', rule.id))]),
    ]),
    ...unreachable(requests, at),
    ...riskProblems(requests, beside, at),
    ...conflictProblems(requests, beside, at),
    ...confidentialProblems(requests, beside, at),
    ...movedProblems(requests, beside, at('movedBy')),
    ...timeProblems(requests, at('times')),
  ];
}

type At = (...path: readonly string[]) => Place;

function* namesOf({ id, when }: RequestRule, { catalogue, settings }: Beside, place: Place): Iterable<Problem> {
  const applications = catalogue.applications.map((one) => one.id);
  for (const name of when.applications ?? []) {
    if (applications.some((one) => one === name)) continue;
    const remedy = didYouMean(name, applications, 'Use an id of catalogue.yaml.');
    yield fault(place, 'unknown-application', `rule "${id}" names the application "${name}"`, remedy);
  }
  for (const name of when.entitlements ?? []) {
    yield* unknownEntitlement(name, `rule "${id}"`, catalogue, place);
  }
  yield* unknownAttributes(Object.keys(when.attributes), `rule "${id}" looks at`, settings, place);
}

/** An entitlement or an application nobody knows hides nothing, and whoever wrote it believes that it does. */
function* confidentialProblems(
  { confidential = [] }: RequestPolicy,
  { catalogue, settings }: Beside,
  at: At,
): Iterable<Problem> {
  const applications = catalogue.applications.map((one) => one.id);
  for (const { id, applications: named, entitlements, seenBy } of confidential) {
    const place = at('confidential', id);
    for (const name of named) {
      if (applications.some((one) => one === name)) continue;
      const remedy = didYouMean(name, applications, 'Use an id of catalogue.yaml.');
      yield fault(place, 'unknown-application', `"${id}" hides the application "${name}"`, remedy);
    }
    for (const one of entitlements) yield* unknownEntitlement(one, `confidential "${id}"`, catalogue, place);
    const attributes = seenBy.flatMap((one) => (one.kind === 'attribute' ? [one.name] : []));
    yield* unknownAttributes(attributes, `"${id}" is seen by`, settings, place);
  }
}

const movedProblems = ({ movedBy = [] }: RequestPolicy, { settings }: Beside, place: Place) =>
  unknownAttributes(movedBy, 'other work is told by', settings, place);

function* unknownAttributes(
  names: readonly string[],
  who: string,
  settings: Settings | null,
  place: Place,
): Iterable<Problem> {
  const known = settings === null ? null : Object.keys(settings.fields);
  for (const name of names) {
    if (known === null || known.includes(name)) continue;
    const remedy = didYouMean(name, known, 'Use a name under `fields` of tenure.yaml.');
    yield fault(place, 'unknown-attribute', `${who} the attribute "${name}"`, remedy);
  }
}

function* unknownEntitlement(id: EntitlementId, who: string, catalogue: Catalogue, place: Place): Iterable<Problem> {
  if (entitlementById(catalogue, id) !== undefined) return;
  const all = catalogue.applications.flatMap(({ entitlements }) => entitlements.map((one) => one.id));
  const remedy = didYouMean(id, all, 'Write application and role as in catalogue.yaml, such as figma:editor.');
  yield fault(place, 'unknown-entitlement', `${who} names "${id}", which catalogue.yaml has not`, remedy);
}

function* holdProblems({ id, hold, answer }: RequestRule, place: Place): Iterable<Problem> {
  const { durations, usual, longest, longestTotal } = hold;
  const over = (span: Milliseconds | null, limit: Milliseconds | null) =>
    limit !== null && (span === null || span > limit);
  const remedy = 'Make it shorter, or the limit longer.';
  if (answer.kind === 'refuse') return;
  if (over(usual, longest)) {
    yield fault(place, 'usual-too-long', `rule "${id}": the usual duration is longer than the longest`, remedy);
  }
  if (over(longest, longestTotal)) {
    yield fault(place, 'longest-too-long', `rule "${id}": one decision gives more than all together may`, remedy);
  }
  if (durations.some((one) => over(one, longest))) {
    yield fault(place, 'duration-too-long', `rule "${id}" offers a duration longer than the longest`, remedy);
  }
  if ([usual, longest, longestTotal, ...durations].some((span) => span === 0)) {
    yield fault(place, 'no-duration', `rule "${id}" has a duration of nothing`, 'Write a span above zero.');
  }
  if (answer.kind === 'break-glass' && over(longest, LONGEST_EMERGENCY)) {
    const message = `rule "${id}" gives an emergency more than a day`;
    yield fault(place, 'emergency-too-long', message, 'Set `hold.longest` to at most 24h; it can be asked for again.');
  }
}

const LONGEST_EMERGENCY = milliseconds(86_400_000);

const stagesOf = ({ answer }: RequestRule): readonly StageRule[] =>
  answer.kind === 'stages' ? answer.stages : answer.kind === 'break-glass' ? [answer.review] : [];

function* stageProblems({ id }: RequestRule, { approvers, needs }: StageRule, place: Place): Iterable<Problem> {
  if (typeof needs !== 'number' || approvers.some(({ kind }) => kind === 'group') || needs <= approvers.length) return;
  const message = `rule "${id}" needs ${needs} to agree, and asks ${approvers.length}`;
  yield fault(place, 'too-few-approvers', message, 'Name more approvers, or need fewer.');
}

/** What an earlier rule answers whatever else is asked is never asked again. */
function* unreachable({ rules }: RequestPolicy, at: At): Iterable<Problem> {
  for (const [nth, rule] of rules.entries()) {
    const wider = rules.slice(0, nth).find((earlier) => covers(earlier, rule));
    if (wider !== undefined) {
      const message = `rule "${rule.id}" is never reached: "${wider.id}" answers all it would`;
      yield caution(at('rules', rule.id), 'rule-never-reached', message, 'Move it up, or take it out.');
    }
    if (rule.when.breakGlass !== (rule.answer.kind === 'break-glass') && rule.answer.kind !== 'refuse') {
      const message = rule.when.breakGlass
        ? `rule "${rule.id}" is for emergencies, and has nobody look at them afterwards`
        : `rule "${rule.id}" gives access as in an emergency, to whoever asks`;
      const remedy = 'Write `when: { breakGlass: true }` and `breakGlass:` together.';
      yield fault(at('rules', rule.id), 'half-an-emergency', message, remedy);
    }
  }
}

function covers({ when: wide }: RequestRule, { when: narrow }: RequestRule): boolean {
  const holdsAll = <Value>(a: readonly Value[] | null, b: readonly Value[] | null) =>
    a === null || b?.every((one) => a.includes(one)) === true;
  const isSame = <Value>(a: Value | null, b: Value | null) => a === null || a === b;
  return (
    wide.breakGlass === narrow.breakGlass &&
    holdsAll(wide.risk, narrow.risk) &&
    holdsAll(wide.applications, narrow.applications) &&
    holdsAll(wide.entitlements, narrow.entitlements) &&
    isSame(wide.provisioning, narrow.provisioning) &&
    isSame(wide.workerType, narrow.workerType) &&
    holdsAll(wide.askedBy?.map(canonical) ?? null, narrow.askedBy?.map(canonical) ?? null) &&
    (wide.upTo === null || (narrow.upTo !== null && narrow.upTo <= wide.upTo)) &&
    Object.entries(wide.attributes).every(([name, values]) =>
      holdsAll(values.map(fold), narrow.attributes[name]?.map(fold) ?? null),
    )
  );
}

/** High risk always asks somebody who is named for it: whoever manages the person does not know the application. */
function* riskProblems({ rules }: RequestPolicy, { catalogue }: Beside, at: At): Iterable<Problem> {
  const risky = catalogue.applications.flatMap((application) =>
    application.entitlements
      .filter(({ risk }) => risk === 'high')
      .map((entitlement): CatalogueEntry => ({ application, entitlement })),
  );
  for (const rule of rules) {
    const entry = risky.find((one) => fitsEntitlement(rule.when, one));
    if (entry === undefined) continue;
    const { id } = entry.entitlement;
    if (rule.answer.kind === 'automatic') {
      const message = `rule "${rule.id}" gives ${id}, which is of high risk, without asking anybody`;
      yield fault(at('rules', rule.id), 'high-risk-automatic', message, 'Name `stages`, or leave high risk out.');
    }
    if (rule.whenManagerAsks === 'gives') {
      const message = `rule "${rule.id}" gives ${id}, which is of high risk, to whom their manager names`;
      yield fault(at('rules', rule.id), 'high-risk-by-manager', message, 'Write `whenManagerAsks: skips`, or `asks`.');
    }
    if (rule.answer.kind !== 'stages') continue;
    if (!rule.answer.stages.every(managerDecidesAlone)) continue;
    const asksOthers = rule.answer.stages.some(({ approvers }) => approvers.some(({ kind }) => kind !== 'manager'));
    const message = asksOthers
      ? `rule "${rule.id}" asks others beside the manager about ${id}, which is of high risk, and the manager alone will do`
      : `rule "${rule.id}" asks only the manager about ${id}, which is of high risk`;
    yield fault(at('rules', rule.id), 'no-named-approver', message, 'Add a stage with owner, a person or a group.');
  }
}

/** Whatever the others of the stage say, or do not. */
const managerDecidesAlone = ({ approvers, needs }: StageRule): boolean =>
  approvers.some(({ kind }) => kind === 'manager') &&
  (approvers.length === 1 || needs === 'any' || (typeof needs === 'number' && needs <= 1));

function* conflictProblems({ conflicts }: RequestPolicy, { catalogue, table }: Beside, at: At): Iterable<Problem> {
  for (const { id, entitlements, atMost } of conflicts) {
    const place = at('conflicts', id);
    for (const one of entitlements) yield* unknownEntitlement(one, `conflict "${id}"`, catalogue, place);
    if (atMost >= new Set(entitlements).size) {
      const message = `conflict "${id}" allows all it names`;
      yield fault(place, 'conflict-of-nothing', message, 'Name more of them, or allow fewer.');
    }
    for (const row of table) {
      const given = row.gives.flatMap((one) => (one.kind === 'entitlement' ? [one.entitlement] : []));
      if (entitlements.filter((one) => given.includes(one)).length <= atMost) continue;
      const message = `row "${row.id}" gives by itself what conflict "${id}" forbids to hold together`;
      yield caution(place, 'birthright-in-conflict', message, 'Split the row, or the conflict.');
    }
  }
}

function* timeProblems({ times }: RequestPolicy, place: Place): Iterable<Problem> {
  const { remindAfter, escalateAfter, timeOutAfter } = times;
  if (remindAfter < timeOutAfter && escalateAfter < timeOutAfter) return;
  const message = 'a question ends before anybody is reminded or somebody else is asked';
  yield caution(place, 'times-out-of-order', message, 'Make `timeOutAfter` the longest of the three.');
}
