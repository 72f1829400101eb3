/**
 * Access taken over by a list whose review date has come: one exception for each adoption, on its issue, with for whom
 * and to what as far as an issue can say it. It stands until somebody has decided or nothing is left to decide about.
 * Nothing at a provider follows from it.
 */
import { type InReview, nextReview, reviewCase, reviewStanding } from '../../core/adoption/index.ts';
import { foldCase } from '../../core/evidence/index.ts';
import type { TenureEvent } from '../../core/evidence/model.ts';
import { emptyLedger, isInReview, mailsOf, type PersonLedger } from '../../core/grant/index.ts';
import type { Grant } from '../../core/grant/model.ts';
import { entitlementsOfGroup, riskOfGroup } from '../../core/policy/index.ts';
import type { Risk } from '../../core/policy/model.ts';
import { type CaseId, type ExceptionId, exceptionId, type PersonId } from '../../core/shared/ids.ts';
import { BEGINNING, type Instant, instantOf } from '../../core/shared/instant.ts';
import { unreachable } from '../../core/shared/outcome.ts';
import type { Job } from '../../ports/engine.ts';
import type { ExceptionRow } from '../../ports/store.ts';
import { commitCase } from '../commit.ts';
import { isSamePerson } from '../identity.ts';
import type { RulesInForce } from '../policy/rules.ts';
import type { World } from '../world.ts';

export const REVIEW = 'access-review-due';
/** By name on the issue; the others are counted. */
const LISTED = 30;
const NOTHING_LEFT = 'Tenure: nothing of it is left to decide about';
const TOLD_ANEW = 'Tenure: told anew, more has come due';

/** Answers how many questions were asked, and how many taken back. */
export async function tellAccessReviews(world: World): Promise<{ asked: number; withdrawn: number }> {
  const { read } = world.store;
  const force = await world.rules.current();
  if (force === null) return { asked: 0, withdrawn: 0 };
  const [due, known] = await Promise.all([read.grantsInReview(), read.exceptions({ kinds: [REVIEW] })]);
  const cases = new Set([
    ...due.map(reviewCase),
    ...known.flatMap((row) => (row.settled === null ? row.case : null) ?? []),
  ]);
  const told = { asked: 0, withdrawn: 0 };
  for (const on of cases) {
    const own = due.filter((one) => reviewCase(one) === on);
    const did = await tellCase(world, force, { on, due: own, rows: known.filter((row) => row.case === on) });
    if (did !== null) told[did] += 1;
  }
  return told;
}

interface CaseReview {
  readonly on: CaseId;
  readonly due: readonly InReview[];
  readonly rows: readonly ExceptionRow[];
}

async function tellCase(world: World, force: RulesInForce, { on, due, rows }: CaseReview) {
  const open = rows.find(({ settled }) => settled === null) ?? null;
  const decided = rows.findLast(({ settled }) => settled?.verdict === 'confirm') ?? null;
  const covered = due.filter(({ review }) => decided !== null && review <= dueByOf(decided));
  const theirs = await personsOf(world, covered, decided?.settled?.by ?? '');
  const { kept, left, next } = reviewStanding(
    due,
    { open: open && { dueBy: dueByOf(open) }, decided: decided && { dueBy: dueByOf(decided) } },
    (person) => theirs.has(person),
  );
  // Decided, and the job that was to write it down was lost.
  const lost = await world.engine.notInHand(decided === null ? [] : jobsFor(decided.id, kept));
  for (const job of lost) await world.engine.send(job);
  switch (next) {
    case 'nothing':
      return null;
    case 'withdraw':
      return (await commit(world, force, { on, open, left: [] })) ? 'withdrawn' : null;
    case 'ask':
    case 'ask-anew':
      return (await commit(world, force, { on, open, left })) ? 'asked' : null;
    default:
      return unreachable(next);
  }
}

/** Takes back the question that is open and asks the one that is left, unless another process has been at it meanwhile. */
async function commit(
  world: World,
  force: RulesInForce,
  { on, open, left }: { readonly on: CaseId; readonly open: ExceptionRow | null; readonly left: readonly InReview[] },
): Promise<boolean> {
  const listed = await listedOf(world, force, left.slice(0, LISTED));
  // A case of one person's own says whose it is; the issue of an adoption is about all of them.
  const [first] = left;
  const person = open?.person ?? (first !== undefined && first.givenBy === on ? first.person : null);
  return world.store.transaction(async (tx) => {
    const ledger = person === null ? emptyLedger : await tx.lockPerson(person);
    const state = foldCase(on, await tx.lockCase(on));
    const [still = null] = await tx.openExceptions({ case: on, kind: REVIEW });
    if (still?.id !== open?.id) return false;
    const because = left.length === 0 ? NOTHING_LEFT : TOLD_ANEW;
    const over: TenureEvent[] =
      open === null
        ? []
        : [{ type: 'ExceptionSettled', exception: open.id, verdict: 'retry', by: because, at: tx.now }];
    const exception = exceptionId(`${on}!${REVIEW}-${state.lastSeq + over.length + 1}`);
    const detail = {
      accesses: left.length,
      people: new Set(left.map((one) => one.person)).size,
      dueBy: left.at(-1)?.review ?? null,
    };
    const asked: TenureEvent[] =
      left.length === 0
        ? []
        : [
            { type: 'ExceptionRaised', exception, kind: REVIEW, detail },
            ...listed.map((one) => ({ type: 'ReviewListed', exception, ...one }) as const),
          ];
    const { settings } = force.policy;
    const { timing } = world;
    const events = [...over, ...asked];
    await commitCase(tx, { ledger, state, events, settings, timing, edits: false, mayProve: false });
    return true;
  });
}

type Listed = Omit<Extract<TenureEvent, { readonly type: 'ReviewListed' }>, 'type' | 'exception'>;

async function listedOf(
  { store }: World,
  { policy, groupsById }: RulesInForce,
  some: readonly InReview[],
): Promise<readonly Listed[]> {
  const listed: Listed[] = [];
  for (const { person, grant: id } of some) {
    const ledger = await store.read.person(person);
    const grant = ledger.grants.find((one) => one.id === id);
    if (grant === undefined) continue;
    const entries = grant.groups.flatMap((group) => {
      const name = groupsById.get(group)?.name;
      return name === undefined ? [] : entitlementsOfGroup(policy.catalogue, name);
    });
    const applications = [...new Set(entries.map(({ application }) => application.id))];
    const profile = ledger.person?.profile;
    const personal = profile === undefined ? {} : { personal: { name: `${profile.givenName} ${profile.familyName}` } };
    listed.push({ person, grant: id, groups: grant.groups, applications, since: grant.start, ...personal });
  }
  return listed;
}

/**
 * What follows from the decision to keep, one job a person; `null` = all of it is the access of who decides. Theirs is
 * asked about again, for somebody else to decide.
 */
export async function keepJobs(world: World, row: ExceptionRow, by: string): Promise<readonly Job[] | null> {
  const due = await world.store.read.grantsInReview();
  const about = due.filter((one) => reviewCase(one) === row.case && one.review <= dueByOf(row));
  const theirs = await personsOf(world, about, by);
  const others = about.filter(({ person }) => !theirs.has(person));
  return others.length === 0 && about.length > 0 ? null : jobsFor(row.id, others);
}

const jobsFor = (kept: ExceptionId, of: readonly InReview[]) =>
  [...new Set(of.map(({ person }) => person))].map((person) => ({ lane: 'bulk', kept, person }) as const);

/** One person's part of the decision: a new date for everything it was about. */
export async function keepReviewed(world: World, id: ExceptionId, person: PersonId): Promise<undefined> {
  const { read } = world.store;
  const [row, force] = await Promise.all([read.exception(id), world.rules.current()]);
  if (row === null || force === null || row.settled?.verdict !== 'confirm') return;
  const { by } = row.settled;
  if (await isTheirs(world, await read.person(person), by)) return;
  const due = (grant: Grant, now: Instant) =>
    isInReview(grant, now) && (grant.review ?? now) <= dueByOf(row) && reviewCase(grant) === row.case;
  const now = await read.now();
  const streams = (await read.person(person)).grants.filter((one) => due(one, now)).map(({ givenBy }) => givenBy);
  for (const on of new Set(streams)) {
    await world.store.transaction(async (tx) => {
      const ledger = await tx.lockPerson(person);
      const state = foldCase(on, await tx.lockCase(on));
      const { settings } = force.policy;
      const events = ledger.grants
        .filter((grant) => grant.givenBy === on && due(grant, tx.now))
        .map((grant): TenureEvent => {
          const { id: kept, end } = grant;
          const review = nextReview(settings.adoption.reviewAfter, { risk: riskOf(force, grant), end }, tx.now);
          return { type: 'GrantKept', grant: kept, review, exception: id, by };
        });
      const { timing } = world;
      await commitCase(tx, { ledger, state, events, settings, timing, edits: false, mayProve: false });
    });
  }
}

/** The highest of its groups; what is not stated is not low. */
function riskOf({ policy, groupsById }: RulesInForce, { groups }: Grant): Risk {
  const risks = groups.map((group) => {
    const name = groupsById.get(group)?.name;
    return name === undefined ? 'medium' : riskOfGroup(policy.catalogue, name);
  });
  return risks.length > 0 && risks.every((risk) => risk === 'low') ? 'low' : 'medium';
}

/** Who of these it is that decides. */
async function personsOf(world: World, of: readonly InReview[], by: string): Promise<ReadonlySet<PersonId>> {
  const theirs = new Set<PersonId>();
  for (const person of new Set(of.map((one) => one.person))) {
    if (await isTheirs(world, await world.store.read.person(person), by)) theirs.add(person);
  }
  return theirs;
}

async function isTheirs(world: World, ledger: PersonLedger, by: string): Promise<boolean> {
  for (const mail of mailsOf(ledger)) if (await isSamePerson(world, mail, by)) return true;
  return false;
}

const dueByOf = ({ detail }: ExceptionRow): Instant =>
  typeof detail.dueBy === 'string' ? instantOf(new Date(detail.dueBy)) : BEGINNING;
