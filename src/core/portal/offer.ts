/**
 * What a form offers of a policy. A select is the same for everybody who opens it, so an entitlement is offered when
 * there is anybody who may ask for it; who exactly, the rules say when it is asked.
 */
import { fitsEntitlement, mayBeAsked, riskRank } from '../policy/index.ts';
import type { Entitlement, Policy } from '../policy/model.ts';
import { readDuration, spansOf } from '../request/index.ts';
import { durationWords } from '../shared/durationWords.ts';
import { fold } from '../shared/fold.ts';
import type { Milliseconds } from '../shared/instant.ts';
import type { FormField, FormFieldName, WantedOption } from './model.ts';

export function offeredOn(field: FormFieldName, kind: FormField['kind'], policy: Policy): readonly WantedOption[] {
  if (field === 'duration') return offeredDurations(policy);
  return offeredAccess(policy).flatMap(({ application, entitlements }): readonly WantedOption[] => {
    if (kind !== 'cascading') {
      return entitlements.map(({ id, role }) => ({ key: id, text: `${application.name}: ${role}`, parent: null }));
    }
    return [
      { key: application.id, text: application.name, parent: null },
      ...entitlements.map(({ id, role }) => ({ key: id, text: role, parent: application.id })),
    ];
  });
}

/** Applications by name, each with what of it may be asked for, least risky first. */
export function offeredAccess({ catalogue, requests }: Policy) {
  const offered = catalogue.applications.flatMap((application) => {
    const entitlements = application.entitlements.filter((entitlement) =>
      mayBeAsked(requests, { application, entitlement }),
    );
    return entitlements.length === 0 ? [] : [{ application, entitlements: [...entitlements].sort(byRisk) }];
  });
  return offered.sort((a, b) => compare(fold(a.application.name), fold(b.application.name)));
}

/** What the rules let anybody choose, shortest first. */
function offeredDurations(policy: Policy): readonly WantedOption[] {
  const entries = offeredAccess(policy).flatMap(({ application, entitlements }) =>
    entitlements.map((entitlement) => ({ application, entitlement })),
  );
  const rules = (policy.requests?.rules ?? []).filter(
    ({ answer, when }) => answer.kind !== 'refuse' && entries.some((entry) => fitsEntitlement(when, entry)),
  );
  const spans = new Set(rules.flatMap((rule) => [...spansOf(rule), rule.hold.usual]));
  return (
    [...spans]
      .sort(shortestFirst)
      .map((span) => ({ span, text: durationOnForm(span) }))
      // What is chosen is read from its text: a span in seconds could not be.
      .filter(({ span, text }) => readDuration(text) === span)
      .map(({ span, text }) => ({ key: `duration:${span ?? 'work'}`, text, parent: null }))
  );
}

const DAY = 86_400_000;

/** A day is said in hours, like what is shorter; what is longer in days. */
export function durationOnForm(span: Milliseconds | null): string {
  if (span === DAY) return '24 hours';
  const words = durationWords(span);
  return span === null ? `${words.charAt(0).toUpperCase()}${words.slice(1)}` : words;
}

const shortestFirst = (a: Milliseconds | null, b: Milliseconds | null) =>
  a === b ? 0 : a === null ? 1 : b === null ? -1 : a - b;

const byRisk = (a: Entitlement, b: Entitlement) => riskRank(a.risk) - riskRank(b.risk) || compare(a.role, b.role);

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
