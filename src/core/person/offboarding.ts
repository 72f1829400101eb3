/** Offboarding: every engagement and every grant of the person ends, at once or at an instant. */
import type { TenureEvent } from '../evidence/model.ts';
import { leadingEngagement } from '../grant/wanted.ts';
import { later } from '../shared/instant.ts';
import type { Decision, Look } from './decide.ts';
import { accepted } from './editedSince.ts';

export function decideOffboarding(look: Look): Decision {
  const { filed, ledger, rules, state, now } = look;
  const person = ledger.person;
  if (person === null) return { ok: false, problems: [{ code: 'unknown-person', field: 'person' }] };
  if (state.person !== null && state.person !== person.id) {
    return { ok: false, problems: [{ code: 'person-changed', field: 'person' }] };
  }
  const lead = leadingEngagement(ledger.engagements, now);
  const asked = filed.end === null ? now : rules.endOf(filed.end, lead?.attributes ?? {});
  if (asked === null) return { ok: false, problems: [{ code: 'not-a-date', field: 'end' }] };
  // A past end acts at once; the gap is said on the issue.
  const end = later(asked, now);

  const running = ledger.engagements.filter((one) => one.end === null || one.end > now);
  if (running.length === 0) return { ok: false, problems: [{ code: 'already-left', field: 'person' }] };
  const events: TenureEvent[] = [accepted(look)];
  if (state.person === null) events.push({ type: 'CaseConcerns', person: person.id });
  for (const engagement of running) {
    // An earlier end stands, unless it is this case's own: then the form has moved it.
    const stands = engagement.end !== null && engagement.end <= end && engagement.endedBy !== state.id;
    if (stands) continue;
    events.push({
      type: 'EngagementChanged',
      engagement: { ...engagement, end, endedBy: state.id, changedBy: state.id },
      ...(asked < end ? { askedEnd: asked } : {}),
    });
  }
  for (const grant of ledger.grants) {
    if (grant.end !== null && grant.end <= now) continue;
    const stands = grant.end !== null && grant.end <= end && grant.endedBy !== state.id;
    if (stands || grant.end === end) continue;
    events.push({ type: 'GrantEnded', grant: grant.id, end, by: state.id, changeSet: null });
  }
  return { ok: true, events };
}
