/**
 * The five answers for one person, grant by grant: what was asked, who approved it, which group gave it, when it began,
 * when it ended. `timeline` tells the same person's story in order.
 */
import { z } from 'zod';
import {
  type Approval,
  type ApprovedBy,
  type AskedFor,
  fiveAnswers,
  type GrantAnswer,
  type NotGiven,
  standingAt,
} from '../../core/audit/index.ts';
import { because, holdName } from '../../core/evidence/index.ts';
import { durationWords } from '../../core/shared/durationWords.ts';
import { type CaseId, caseOfItem, isOfFinding, type PersonId, type PolicyVersion } from '../../core/shared/ids.ts';
import { accept } from '../../core/shared/outcome.ts';
import type { CaseRow } from '../../ports/store.ts';
import type { World } from '../world.ts';
import { day } from './day.ts';
import { caseKeys, findPerson, groupNames, type ShownPerson, shownPerson } from './find.ts';
import { entitlementText } from './grants.ts';
import { operation } from './operation.ts';

export const audit = operation({
  needs: 'store',
  input: z.strictObject({
    person: z.string().min(1).max(500),
    entitlement: entitlementText.optional(),
    /** Only what was there at this instant, or was decided to be. */
    at: day.optional(),
  }),
  async run(world, { person, entitlement, at }) {
    const { read } = world.store;
    const found = await findPerson(world, person);
    if (!found.ok) return found;
    const { ledger, shown } = found.value;
    const [rows, events] = await Promise.all([read.cases({ person: shown.id }), read.eventsAbout(shown.id)]);
    const answers = fiveAnswers(ledger.grants, events);
    const words = await wordsFor(world, shown, rows);
    const grants = answers.grants
      .filter(
        ({ holds }) => entitlement === undefined || (holds.kind === 'entitlement' && holds.entitlement === entitlement),
      )
      .map((one) => ({ ...one, standing: at === undefined ? null : standingAt(at, one, answers.grants) }))
      .filter(({ standing }) => at === undefined || standing !== null);
    const ledgerOf = new Map(ledger.grants.map((grant) => [grant.id, grant]));
    const namesOf = ({ grant }: GrantAnswer) => {
      const held = ledgerOf.get(grant);
      return held === undefined
        ? { access: '', because: '' }
        : { access: holdName(held, words), because: because(held) };
    };
    const notGiven = answers.notGiven.filter(
      ({ asked }) => at === undefined && (entitlement === undefined || asked.entitlement === entitlement),
    );
    return accept({
      person: shown,
      at: at ?? null,
      grants: await Promise.all(
        grants.map(async (one) => ({
          grant: one.grant,
          ...namesOf(one),
          cause: one.cause,
          standing: one.standing,
          asked: await words.asked(one.asked),
          approved: await words.approved(one),
          policy: one.policy,
          groups: one.groups.map(({ group, began, ended, stillBy }) => ({
            group: words.nameOf(group),
            began,
            ended,
            stillBy,
          })),
          byHand: one.byHand,
          from: one.from,
          wasThere: one.wasThere,
          until: one.until,
          endedBy: one.endedBy === null ? null : await words.keyOf(one.endedBy),
          began: one.began,
          ended: one.ended,
        })),
      ),
      notGiven: await Promise.all(notGiven.map((one) => words.notGiven(one))),
    });
  },
});

/** Names and keys for ids, each looked up once. */
async function wordsFor(world: World, self: ShownPerson, cases: readonly CaseRow[]) {
  const { read } = world.store;
  const [nameOf, adoptions] = await Promise.all([groupNames(world), read.adoptions()]);
  const keys = new Map(cases.map(({ id, issueKey }) => [id, issueKey]));
  // A policy change or a list may have ended something too.
  const otherKey = caseKeys(read);
  const keyOf = async (id: CaseId) => keys.get(id) ?? otherKey(id);
  const people = new Map<PersonId, Promise<ShownPerson>>([[self.id, Promise.resolve(self)]]);
  const personOf = (id: PersonId): Promise<ShownPerson> => {
    const known = people.get(id) ?? read.person(id).then((ledger) => shownPerson(id, ledger));
    people.set(id, known);
    return known;
  };
  const policies = new Map<PolicyVersion, ReturnType<typeof read.policyBy>>();
  const policyBy = (version: PolicyVersion) => {
    const known = policies.get(version) ?? read.policyBy(version);
    policies.set(version, known);
    return known;
  };
  const asked = async ({ case: on, by, duration, ...rest }: AskedFor) => ({
    ...rest,
    case: await keyOf(on),
    by: by === null ? null : await personOf(by),
    duration: duration === undefined ? null : durationWords(duration),
  });
  return {
    nameOf,
    keyOf,
    asked,
    /** Of what is not decided case by case, also who answers for the rule or list that gave it. */
    async approved({ approved, policy, asked: { case: on } }: GrantAnswer): Promise<Approved> {
      if (approved.kind === 'people') {
        return { ...approved, decisions: approved.decisions.map(inWords), policyBy: await policyBy(policy) };
      }
      if (approved.kind !== 'list') return { ...approved, policyBy: await policyBy(policy) };
      if (isOfFinding(on)) {
        const said = (await read.stream(on)).find(({ event }) => event.type === 'ExceptionSettled')?.event;
        const confirmedBy = said?.type === 'ExceptionSettled' ? said.by : null;
        return { ...approved, confirmedBy, policyBy: await policyBy(policy) };
      }
      const list = adoptions.find((one) => one.case === (caseOfItem(on) ?? on));
      return {
        ...approved,
        confirmedBy: list?.confirmedBy ?? null,
        policyBy: await policyBy(policy),
      };
    },
    async notGiven({ asked: what, decisions, ...rest }: NotGiven) {
      return { ...rest, decisions: decisions.map(inWords), asked: await asked(what) };
    },
  };
}

/** As people read it. */
const inWords = ({ duration, ...made }: Approval) => ({
  ...made,
  duration: duration === null ? null : durationWords(duration),
});

type Approved = InWords<ApprovedBy> & {
  readonly policyBy: { readonly author: string; readonly approver: string | null } | null;
  readonly confirmedBy?: string | null;
};

type InWords<Of extends ApprovedBy> = Of extends { readonly decisions: readonly Approval[] }
  ? Omit<Of, 'decisions'> & { readonly decisions: readonly ReturnType<typeof inWords>[] }
  : Of;
