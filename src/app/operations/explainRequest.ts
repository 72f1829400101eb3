/** What policy would answer to a request, and whom it would ask, without asking anybody: `tenure explain --request`. */
import { z } from 'zod';
import { lineRefusal } from '../../core/evidence/index.ts';
import type { LineRefusal } from '../../core/evidence/model.ts';
import type { Risk, RuleAnswer } from '../../core/policy/model.ts';
import {
  type Asked,
  answerTo,
  askedIn,
  askerOf,
  barredFrom,
  isAskedByManager,
  isLeftOut,
  readDuration,
  type StageAsked,
  workOf,
} from '../../core/request/index.ts';
import { durationWords } from '../../core/shared/durationWords.ts';
import { accept } from '../../core/shared/outcome.ts';
import { askedBefore } from '../requests/askedBefore.ts';
import { approverFacts, managersOf } from '../requests/facts.ts';
import { requesterNamed } from '../requests/requester.ts';
import { findPerson, inForce, type ShownPerson } from './find.ts';
import { operation, refused } from './operation.ts';

export const explainRequestOperation = operation({
  needs: 'outside',
  input: z.strictObject({
    /** Whom it is for. */
    person: z.string().min(1).max(500),
    /** `Application: role`, an application alone, or `application:role`. */
    access: z.string().min(1).max(300),
    /** `6h`, `30 days`, `work`; absent = what the rule usually gives. */
    for: z.string().max(50).optional(),
    breakGlass: z.boolean().default(false),
    reason: z.string().max(2_000).optional(),
    ticket: z.string().max(500).optional(),
    /** Who would ask, when it is somebody else. */
    by: z.string().max(320).optional(),
  }),
  async run(world, { person, access, for: span, breakGlass, reason, ticket, by }) {
    const [found, asker, force] = await Promise.all([
      findPerson(world, person),
      findPerson(world, by ?? person),
      inForce(world),
    ]);
    if (!found.ok) return found;
    if (!asker.ok) return asker;
    if (!force.ok) return force;
    const duration: Asked['duration'] | undefined = span === undefined ? 'usual' : readDuration(span);
    if (duration === undefined) return refused('bad-duration', span);
    const { ledger, shown } = found.value;
    const now = await world.store.read.now();
    const engagement = workOf({ ledger, now });
    if (engagement === null) return refused('not-working', person);
    const { policy } = force.value;
    const asked = { duration, breakGlass, reason: reason ?? null, ticket: ticket ?? null };
    const [managers, requester, elsewhere] = await Promise.all([
      managersOf(world, ledger),
      requesterNamed(world, force.value, asker.value.shown.id),
      askedBefore(world, shown.id, asker.value.shown.id, null),
    ]);
    const from = askerOf(requester, { managers }, ledger);
    const { askedElsewhere: others, askedByThem } = elsewhere;
    const beside = { beside: [], elsewhere: others, askedByThem };
    const answer = answerTo(access, { policy, ledger, engagement, asked, asker: from, ...beside, now });
    if (!answer.ok) {
      const { because, rule, says } = answer;
      return accept<Answered>({ person: shown, access, refused: { because, words: lineRefusal(because), rule, says } });
    }
    const { entry, rule } = answer;
    const about = {
      entitlements: [entry.entitlement.id],
      rules: [rule.id],
      askers: requester.person === null ? [] : [requester.person],
    };
    const facts = await approverFacts(world, force.value, ledger, about);
    const barred = barredFrom({ ledger, requester: requester.names, facts });
    const stages = rule.answer.kind === 'stages' ? rule.answer.stages : [];
    return accept<Answered>({
      person: shown,
      access: entry.entitlement.id,
      refused: null,
      answer: rule.answer.kind,
      rule: rule.id,
      risk: entry.entitlement.risk,
      groups: entry.entitlement.groups,
      duration: durationWords(answer.duration),
      isExtension: answer.extends !== null,
      stages: stages.map((stage) => ({
        stage: stage.id,
        isLeftOut: isAskedByManager(requester.names, facts, ledger) && isLeftOut(stage, rule, entry.entitlement.risk),
        asks: askedIn(stage, entry.application, facts, barred),
      })),
    });
  },
});

type Answered =
  | {
      readonly person: ShownPerson;
      readonly access: string;
      readonly refused: {
        readonly because: LineRefusal;
        readonly words: string;
        readonly rule: string | null;
        readonly says: string | null;
      };
    }
  | {
      readonly person: ShownPerson;
      readonly access: string;
      readonly refused: null;
      readonly answer: RuleAnswer['kind'];
      readonly rule: string;
      readonly risk: Risk;
      readonly groups: readonly string[];
      readonly duration: string;
      readonly isExtension: boolean;
      /** `asks: null` = nobody is left to ask: it would be the exception `no-approver`. */
      readonly stages: readonly {
        readonly stage: string;
        /** The manager asks for it themselves, and the rule does not ask them. */
        readonly isLeftOut: boolean;
        readonly asks: StageAsked | null;
      }[];
    };
