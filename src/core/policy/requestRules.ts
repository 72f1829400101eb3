/** Which rule of `policy.yaml` answers a request: the first whose every condition holds. */
import type { Attributes, WorkerType } from '../person/model.ts';
import { fold } from '../shared/fold.ts';
import type { GroupName } from '../shared/ids.ts';
import type { Milliseconds } from '../shared/instant.ts';
import { unreachable } from '../shared/outcome.ts';
import type { CatalogueEntry } from './catalogue.ts';
import type { AskerRule, Confidential, RequestConditions, RequestPolicy, RequestRule, SeerRule } from './model.ts';

/** Whoever asks, as far as rules look at them. */
export interface Asker {
  /** Every address and login they are known by; lower-case. */
  readonly names: readonly string[];
  readonly isSelf: boolean;
  /** Whom it is for names them as manager. */
  readonly isManager: boolean;
  /** Of the groups the rules name: those they are in now. */
  readonly groups: ReadonlySet<GroupName>;
  readonly attributes: Attributes;
}

/** What a rule looks at. */
export interface AskedFor {
  readonly entry: CatalogueEntry;
  readonly workerType: WorkerType;
  /** Of whom it is for. */
  readonly attributes: Attributes;
  /** `null` = as long as the work; `usual` = whatever the rule gives when nothing is chosen. */
  readonly duration: Milliseconds | null | 'usual';
  readonly breakGlass: boolean;
  /** `anybody` = which rule would answer if whoever it lets ask did. */
  readonly asker: Asker | 'anybody';
}

/** `undefined` = nobody may have it. */
export const ruleFor = ({ rules }: RequestPolicy, asked: AskedFor): RequestRule | undefined =>
  rules.find((rule) => fitsEntitlement(rule.when, asked.entry) && fitsRest(rule, asked));

/** As far as the catalogue alone can tell. */
export function fitsEntitlement(when: RequestConditions, { application, entitlement }: CatalogueEntry): boolean {
  return (
    (when.risk === null || when.risk.includes(entitlement.risk)) &&
    (when.applications === null || when.applications.includes(application.id)) &&
    (when.entitlements === null || when.entitlements.includes(entitlement.id)) &&
    (when.provisioning === null || when.provisioning === application.provisioning)
  );
}

/** Those that may answer about these entitlements, whoever asks and for how long; and those named. */
export const rulesAbout = (
  { rules }: RequestPolicy,
  entries: readonly CatalogueEntry[],
  named: readonly string[],
): readonly RequestRule[] =>
  rules.filter(({ id, when }) => named.includes(id) || entries.some((entry) => fitsEntitlement(when, entry)));

/** Whether there is anybody, any duration or any emergency for which a rule answers with something but a refusal. */
export function mayBeAsked(requests: RequestPolicy | undefined, entry: CatalogueEntry): boolean {
  return (requests?.rules ?? [])
    .filter(({ when }) => fitsEntitlement(when, entry))
    .filter((rule, nth, all) => !all.slice(0, nth).some((earlier) => answersAllOf(earlier, rule)))
    .some(({ answer }) => answer.kind !== 'refuse');
}

const ABOUT_THE_ENTITLEMENT: readonly string[] = ['risk', 'applications', 'entitlements', 'provisioning', 'breakGlass'];

/** Of one entitlement, whoever asks and for however long. */
const answersAllOf = (earlier: RequestRule, later: RequestRule): boolean =>
  earlier.when.breakGlass === later.when.breakGlass &&
  Object.entries(earlier.when).every(
    ([name, condition]) => ABOUT_THE_ENTITLEMENT.includes(name) || condition === null || isEmpty(condition),
  );

const isEmpty = (condition: unknown) => typeof condition === 'object' && Object.keys(condition ?? {}).length === 0;

/** Only some may see it, and whoever asks is none of them: to them it is as if it were not in the catalogue. */
export const isHiddenFrom = ({ confidential = [] }: RequestPolicy, entry: CatalogueEntry, asker: Asker): boolean =>
  confidential.some((one) => isAbout(one, entry) && !one.seenBy.some((seer) => isSeer(seer, asker))) &&
  ![entry.application.owner, entry.application.deputy].some((mail) => mail !== null && isNamed(asker, mail));

const isAbout = ({ applications, entitlements }: Confidential, { application, entitlement }: CatalogueEntry) =>
  applications.includes(application.id) || entitlements.includes(entitlement.id);

/** The groups whose members may ask, or see: whether somebody is in one is asked of the provider. */
export function groupsOfAskers({ rules, confidential = [] }: RequestPolicy): ReadonlySet<GroupName> {
  const all = [...rules.flatMap(({ when }) => when.askedBy ?? []), ...confidential.flatMap(({ seenBy }) => seenBy)];
  return new Set(all.flatMap((one) => (one.kind === 'group' ? [one.group] : [])));
}

function isSeer(rule: SeerRule | AskerRule, asker: Asker): boolean {
  switch (rule.kind) {
    case 'self':
      return asker.isSelf;
    case 'manager':
      return asker.isManager;
    case 'person':
      return isNamed(asker, rule.mail);
    case 'group':
      return asker.groups.has(rule.group);
    case 'attribute': {
      const own = asker.attributes[rule.name];
      return own !== undefined && rule.values.some((value) => fold(value) === fold(own));
    }
    default:
      return unreachable(rule);
  }
}

const isNamed = ({ names }: Asker, mail: string) => names.includes(mail.toLowerCase());

function fitsRest(
  { when, hold }: RequestRule,
  { workerType, attributes, duration, breakGlass, asker }: AskedFor,
): boolean {
  const asked = duration === 'usual' ? hold.usual : duration;
  return (
    when.breakGlass === breakGlass &&
    (when.askedBy === undefined || asker === 'anybody' || when.askedBy.some((one) => isSeer(one, asker))) &&
    (when.workerType === null || when.workerType === workerType) &&
    (when.upTo === null || (asked !== null && asked <= when.upTo)) &&
    Object.entries(when.attributes).every(([name, values]) => {
      const own = attributes[name];
      return own !== undefined && values.some((value) => fold(value) === fold(own));
    })
  );
}
