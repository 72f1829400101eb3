/**
 * Random histories of one request: looks, edits by whoever asks and by others, words of everybody who might decide,
 * approvers who come and go, readings, other work and what it brings, and time. Whoever
 * asks is Mara herself or her manager. Whatever their order, what the product promises holds after each.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { account, at, grant, group, theCase } from '../../../test/support/build.ts';
import { type Act, AROUND, READ, SHORTER_AFTER_MOVE, step } from '../../../test/support/requestSteps.ts';
import {
  type Asking,
  asking,
  asks,
  benAsks,
  DAY,
  edits,
  FACTS,
  force,
  HOUR,
  MARA_ASKS,
  takesBack,
} from '../../../test/support/requests.ts';
import type { CaseLine } from '../evidence/index.ts';
import type { TenureEvent } from '../evidence/model.ts';
import { endOfHold } from '../grant/index.ts';
import { isLive } from '../grant/model.ts';
import type { StageRule } from '../policy/model.ts';
import { changeSetId, entitlementId, personId } from '../shared/ids.ts';
import { epochOf, milliseconds } from '../shared/instant.ts';
import { unreachable } from '../shared/outcome.ts';
import { heldNow } from './held.ts';
import type { Requester } from './look.ts';
import { keepStageOf } from './moving.ts';
import { stageName } from './stage.ts';

/** Medium risk may be given to whom the manager names; other work ends, keeps and asks about what was asked for. */
const RULES = force({
  requests: (text) =>
    `${text
      .replace('  medium:\n', '  medium:\n    whenManagerAsks: gives\n    onMove: ask\n')
      .replace('  high:\n', '  high:\n    whenManagerAsks: skips\n    onMove: end\n')
      .replace('    because: whoever', '    onMove: end\n    because: whoever')}movedBy: [department]\n`,
});
const { policy } = RULES;
const TOMASZ_ASKS: Requester = { ...MARA_ASKS, person: personId('tomasz'), names: ['tomasz@small.example'] };

/** The first of its groups is read back, as the reading would tell it. */
function read(before: Asking, minute: number): Asking {
  const on = theCase('reading');
  return before.ledger.grants.reduce((after, grant) => {
    const [first] = grant.groups;
    if (first === undefined || grant.cause === 'birthright' || !isLive(grant, at(minute))) return after;
    const end = endOfHold(grant, at(minute));
    const seen: TenureEvent = {
      type: 'MembershipVerified',
      account: account().id,
      group: first,
      name: first,
      at: at(minute),
      under: [grant.id],
      givenByUs: true,
    };
    const began: TenureEvent[] = end === null ? [] : [{ type: 'HoldBegan', grant: grant.id, at: at(minute), end }];
    return after.and([seen, ...began], minute, on);
  }, before);
}

/** Another case gives with the job what pays, or checks. */
function brings(before: Asking, id: 'payer' | 'checker', many: boolean, minute: number): Asking {
  const given = grant(`${id} ${minute}`, [group(`bank-${id}s`)], minute, null, {
    holds: { kind: 'entitlement', entitlement: entitlementId('bank', id) },
    changeSet: many ? changeSetId('many') : null,
  });
  return before.and([{ type: 'GrantGiven', grant: given }], minute, theCase('change'));
}

function moves(before: Asking, department: string, minute: number): Asking {
  const changed = before.ledger.engagements.map(
    (one): TenureEvent => ({
      type: 'EngagementChanged',
      engagement: { ...one, attributes: { ...one.attributes, department } },
    }),
  );
  return before.and(changed, minute, theCase('change'));
}

/** Only the manager's own stage is left out, when it is they who ask; and not the last that is asked about what is risky. */
function mayBeSkipped(
  line: CaseLine,
  { approvers }: StageRule,
  asker: Requester,
  stages: readonly StageRule[],
): boolean {
  const isOthers = line.asked.risk !== 'high' || stages.some((one) => !line.skipped.includes(stageName(one)));
  return asker === TOMASZ_ASKS && isOthers && approvers.every(({ kind }) => kind === 'manager');
}

/** Every stage of its rule was agreed to by enough people, none of whom asks or is whom it is for. */
function isAgreed(line: CaseLine, { state }: Asking, asker: Requester): boolean {
  const rule = policy.requests?.rules.find(({ id }) => id === line.asked.rule);
  if (rule?.answer.kind !== 'stages') return rule?.answer.kind === 'automatic' || rule?.answer.kind === 'break-glass';
  const { stages } = rule.answer;
  return stages.every((asked) => {
    if (line.skipped.includes(stageName(asked))) return mayBeSkipped(line, asked, asker, stages);
    return state.request.questions.some(({ line: about, stage, decisions }) => {
      const agreed = new Set(decisions.flatMap((one) => (one.verdict === 'approve' ? [one.personal.by] : [])));
      const isFree = [...agreed].every((by) => !MARA_ASKS.names.includes(by) && !asker.names.includes(by));
      return (
        about === line.id &&
        stage === stageName(asked) &&
        isFree &&
        agreed.size >= (typeof asked.needs === 'number' ? asked.needs : 1)
      );
    });
  });
}

function expectPromises(now: Asking, minute: number, asker: Requester): void {
  const { ledger, state } = now;
  const work = ledger.engagements[0]?.end ?? null;
  for (const line of state.request.lines) {
    if (line.grant === null || line.grantedAt === null) continue;
    const grant = ledger.grants.find(({ id }) => id === line.grant);
    expect(grant).toBeDefined();
    expect(isAgreed(line, now, asker)).toBe(true);
    // Kept for shorter after a move, that time runs from the word on it.
    const isKept = state.request.questions.some(
      (one) => one.line === line.id && one.stage === stageName(keepStageOf(line)),
    );
    const span = isKept ? line.asked.duration : line.duration;
    const latest = span === null ? Number.POSITIVE_INFINITY : epochOf(line.grantedAt) + 4 * 3_600_000 + span;
    const end = grant?.end == null ? Number.POSITIVE_INFINITY : epochOf(grant.end);
    expect(end).toBeLessThanOrEqual(work === null ? latest : Math.min(latest, epochOf(work)));
    if (line.ended !== null) expect(end).toBeLessThanOrEqual(epochOf(at(minute)));
  }
  const asked = ledger.grants.filter(({ givenBy }) => givenBy === state.id);
  const linesGrants = state.request.lines.flatMap(({ grant }) => (grant === null ? [] : [grant]));
  const before = asked.filter(({ id }) => !linesGrants.includes(id));
  expect(asked.length - before.length).toBe(linesGrants.length);
  // Given anew, for shorter or from another day: only what nothing was read back of, and it is over from then on.
  for (const { id, end, endedBy } of before) {
    expect(endedBy).toBe(state.id);
    expect(epochOf(end ?? at(minute + 1))).toBeLessThanOrEqual(epochOf(at(minute)));
    expect(ledger.records.some(({ verifiedUnder }) => verifiedUnder.includes(id))).toBe(false);
  }
  const live = asked.flatMap(({ holds, ...grant }) =>
    isLive({ holds, ...grant }, at(minute)) && holds.kind === 'entitlement' ? [holds.entitlement] : [],
  );
  expect(live).toHaveLength(new Set(live).size);
  for (const { id, entitlements, atMost } of policy.requests?.conflicts ?? []) {
    expect(entitlements.filter((one) => live.includes(one)).length).toBeLessThanOrEqual(atMost);
    const held = heldNow(policy, ledger, at(minute));
    if (entitlements.filter((one) => held.has(one)).length <= atMost) continue;
    // Brought by the work: whoever asked for the other holds it no more, or somebody is asked.
    const kept = state.request.lines.filter(
      ({ entitlement, ended, grant: given }) => entitlements.includes(entitlement) && ended === null && given !== null,
    );
    for (const line of kept) {
      expect(state.exceptions.some(({ detail }) => detail.line === line.id && detail.conflict === id)).toBe(true);
    }
  }
  for (const line of state.request.lines) {
    if (line.ended !== null || line.moving !== 'end') continue;
    const end = ledger.grants.find(({ id }) => id === line.grant)?.end;
    expect(end ?? null).not.toBe(null);
  }
}

it('whatever happens to a request, nothing is given that was not agreed, twice, or for too long', () => {
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 14 }),
      fc.constantFrom('Vault: admin', 'Production', 'Figma: editor', 'Bank: payer'),
      fc.constantFrom(null, 2 * HOUR, 3 * DAY),
      fc.constantFrom(MARA_ASKS, MARA_ASKS, TOMASZ_ASKS),
      (steps, access, contract, requester) => {
        const hired = asking().ledger;
        const engagements = hired.engagements.map((one) => ({ ...one, end: contract === null ? null : at(contract) }));
        let now = asking({ ...hired, engagements });
        let form = asks({ access, reason: 'The upgrade', ticket: 'OPS-1' });
        let facts = FACTS;
        let minute = 5;
        const look = () => {
          now = now.after(form, minute, { facts, requester, ...RULES });
          expect(now.look(form, minute, { facts, requester, ...RULES })).toEqual([]);
        };
        look();
        for (const { pass, what } of steps) {
          minute += pass;
          now = acted(what);
          expectPromises(now, minute, requester);
        }
        look();
        expectPromises(now, minute, requester);

        function acted(what: Act): Asking {
          switch (what.act) {
            case 'look':
              break;
            case 'read':
              return read(now, minute);
            case 'take-back':
              form = takesBack(form);
              break;
            case 'ask-again':
              form = { ...form, status: 'Open' };
              break;
            case 'edit':
              form = edits(form, minute, what.values, what.foreign ? benAsks : form.creator);
              break;
            case 'around':
              facts = AROUND[what.nth] ?? FACTS;
              break;
            case 'moves':
              now = moves(now, what.to, minute);
              break;
            case 'brings':
              now = brings(now, what.id, what.many, minute);
              break;
            case 'say': {
              const duration = what.hours === null ? null : milliseconds(what.hours * 3_600_000);
              const word = { about: what.about, duration, verdict: what.refuses ? 'refuse' : 'approve' } as const;
              return now.said(what.by, word, minute, { facts, requester, ...RULES });
            }
            default:
              return unreachable(what);
          }
          look();
          return now;
        }
      },
    ),
    {
      numRuns: 1000,
      examples: [
        [[...SHORTER_AFTER_MOVE], 'Figma: editor', null, TOMASZ_ASKS],
        [[READ, ...SHORTER_AFTER_MOVE], 'Figma: editor', null, TOMASZ_ASKS],
      ],
    },
  );
});
