/** Which rule of `policy.yaml` answers a request: the first whose every condition holds. */
import type { Attributes, WorkerType } from '../person/model.ts';
import { fold } from '../shared/fold.ts';
import type { Milliseconds } from '../shared/instant.ts';
import type { CatalogueEntry } from './catalogue.ts';
import type { RequestConditions, RequestPolicy, RequestRule } from './model.ts';

/** What a rule looks at. */
export interface AskedFor {
  readonly entry: CatalogueEntry;
  readonly workerType: WorkerType;
  /** Of whom it is for. */
  readonly attributes: Attributes;
  /** `null` = as long as the work; `usual` = whatever the rule gives when nothing is chosen. */
  readonly duration: Milliseconds | null | 'usual';
  readonly breakGlass: boolean;
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

function fitsRest({ when, hold }: RequestRule, { workerType, attributes, duration, breakGlass }: AskedFor): boolean {
  const asked = duration === 'usual' ? hold.usual : duration;
  return (
    when.breakGlass === breakGlass &&
    (when.workerType === null || when.workerType === workerType) &&
    (when.upTo === null || (asked !== null && asked <= when.upTo)) &&
    Object.entries(when.attributes).every(([name, values]) => {
      const own = attributes[name];
      return own !== undefined && values.some((value) => fold(value) === fold(own));
    })
  );
}
