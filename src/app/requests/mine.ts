/**
 * What one person sees of their own access: what they hold and until when, what they have asked and who is asked about
 * it, what waits for their word, and what they had. Found by their name in the store's indexes, never by looking through
 * everybody's requests.
 */
import {
  type CaseLine,
  type CaseState,
  holdName,
  isOpenLine,
  lineEnd,
  openQuestions,
  stillAsked,
} from '../../core/evidence/index.ts';
import { everCovered, type PersonLedger, startOf } from '../../core/grant/index.ts';
import type { Grant } from '../../core/grant/model.ts';
import { givenKey } from '../../core/policy/index.ts';
import { stageNamed, workOf } from '../../core/request/index.ts';
import { durationWords } from '../../core/shared/durationWords.ts';
import type { EntitlementId, PersonId } from '../../core/shared/ids.ts';
import type { Instant } from '../../core/shared/instant.ts';
import type { AskedAccess, FormerAccess, HeldAccess, Home, KeptRequest } from '../../ports/home.ts';
import type { RaisedRow } from '../../ports/raised.ts';
import { shownPerson } from '../operations/find.ts';
import type { World } from '../world.ts';
import { caseAhead } from './ahead.ts';
import { toldNotFiled } from './notFiled.ts';
import { type OwnRequest, type OwnView, ownView } from './ownView.ts';
import { namesOfOnly } from './speaker.ts';
import { waitingFor } from './waiting.ts';

/** Nobody looks further back than this on a page of their own; the timeline has everything. */
const NEWEST = 30;
const MOST_AGAIN = 5;

export async function homeOf(world: World, person: PersonId): Promise<Home> {
  const { read } = world.store;
  const [view, ledger, now, open, lately, raised] = await Promise.all([
    ownView(world),
    read.person(person),
    read.now(),
    read.openRequestsBy(person),
    read.requestsBy(person, NEWEST),
    read.unfiledAbout(person),
  ]);
  const known = new Map([...open, ...lately].map((row) => [row.id, row]));
  const rows = [...known.values()].toSorted((a, b) => compare(b.updatedAt, a.updatedAt) || compare(a.id, b.id));
  const [requests, kept, holds, toDecide] = await Promise.all([
    Promise.all(rows.map((row) => view.requestOf(row))),
    Promise.all(raised.map((one) => keptIn(world, view, one, person))),
    heldBy(world, view, ledger, now),
    namesOfOnly(world, person).then((names) => waitingFor(world, names)),
  ]);
  const asked = await Promise.all(requests.map((one) => askedIn(view, one, person)));
  return {
    person,
    name: shownPerson(person, ledger).name,
    works: workOf({ ledger, now }) !== null,
    holds,
    asked: asked.flat(),
    kept: kept.flat(),
    toDecide,
    again: againOf(view, requests, holds, person),
  };
}

// ---- what they hold --------------------------------------------------------------------------------------

/** One row for each thing that is held, however many grants give it: it is held until the last of them ends. */
async function heldBy(
  world: World,
  view: OwnView,
  { grants }: PersonLedger,
  now: Instant,
): Promise<readonly HeldAccess[]> {
  const things = new Map<string, readonly Grant[]>();
  for (const grant of grants) {
    if ((grant.end !== null && grant.end <= now) || !everCovered(grant)) continue;
    const key = givenKey(grant.holds);
    things.set(key, [...(things.get(key) ?? []), grant]);
  }
  const rows = await Promise.all([...things.values()].map((all) => held(world, view, all)));
  return rows.flat().toSorted((a, b) => compare(a.until ?? '~', b.until ?? '~') || compare(a.title, b.title));
}

async function held({ store }: World, view: OwnView, grants: readonly Grant[]): Promise<readonly HeldAccess[]> {
  const [last] = grants.toSorted((a, b) => compare(b.end ?? '~', a.end ?? '~'));
  const row = last === undefined ? null : await store.read.case(last.givenBy);
  if (last === undefined || row === null) return [];
  const { holds } = last;
  const causes = [...new Set(grants.map(({ cause }) => cause))].sort();
  return [
    {
      grants: grants.map(({ id }) => id),
      entitlement: holds.kind === 'entitlement' ? holds.entitlement : null,
      title: holds.kind === 'entitlement' ? view.titleOf(holds.entitlement) : holdName(last, view),
      causes,
      from: grants.map(startOf).sort()[0] ?? startOf(last),
      until: last.end,
      begins: last.hold?.began === null,
      mayGiveBack: row.kind === 'access-request' && causes.every((one) => one === 'request' || one === 'break-glass'),
      issue: view.issueOf(row),
    },
  ];
}

// ---- what they have asked --------------------------------------------------------------------------------

/** An emergency is decided without its issue: it is among what is held, or asked, by then. */
async function keptIn(
  world: World,
  view: OwnView,
  raised: RaisedRow,
  person: PersonId,
): Promise<readonly KeptRequest[]> {
  if ((await caseAhead(world, raised)) !== null) return [];
  const { lines, beneficiary, raisedAt: askedAt } = raised;
  const forWhom = beneficiary === person ? null : await view.personOf(beneficiary);
  const isRefused = (await toldNotFiled(world, raised.key)).length > 0;
  return [{ titles: lines.map((line) => view.titleOf(line)), forWhom, askedAt, isRefused }];
}

async function askedIn(view: OwnView, { row, state }: OwnRequest, person: PersonId): Promise<readonly AskedAccess[]> {
  return Promise.all(
    state.request.lines.filter(isOpenLine).map(async (line): Promise<AskedAccess> => {
      const { by, personal } = line.asked;
      return {
        issue: view.issueOf(row),
        line: line.id,
        entitlement: line.entitlement,
        title: view.titleOf(line.entitlement),
        forWhom: row.person === null || row.person === person ? null : await view.personOf(row.person),
        askedBy: by === person ? null : by === null ? (personal.askedBy?.[0] ?? null) : await view.personOf(by),
        duration: durationWords(line.duration),
        askedAt: line.askedAt,
        waitsFor: waitsFor(view, state, line),
      };
    }),
  );
}

function waitsFor({ policy }: OwnView, { request }: CaseState, line: CaseLine): AskedAccess['waitsFor'] {
  const question = openQuestions(request).find((one) => one.line === line.id);
  if (question === undefined) return null;
  const rule = policy?.requests?.rules.find(({ id }) => id === line.asked.rule);
  const stages = rule?.answer.kind === 'stages' ? rule.answer.stages : [];
  const stage = stageNamed(stages, question.stage);
  return {
    // A stage the policy in force has no more is asked anew at the next look.
    stage: stage === undefined ? null : stages.indexOf(stage) + 1,
    stages: stages.length,
    approvers: stillAsked(question),
    until: question.until,
  };
}

// ---- what they had ---------------------------------------------------------------------------------------

/** For themselves, newest first, each thing once. */
function againOf(
  view: OwnView,
  requests: readonly OwnRequest[],
  holds: readonly HeldAccess[],
  person: PersonId,
): readonly FormerAccess[] {
  const own = requests.filter(({ row }) => row.person === person);
  const lines = own.flatMap(({ row, state }) => state.request.lines.toReversed().map((line) => ({ row, line })));
  const known = new Set<EntitlementId | null>(holds.map(({ entitlement }) => entitlement));
  for (const { line } of lines) if (isOpenLine(line)) known.add(line.entitlement);
  const found: FormerAccess[] = [];
  for (const { row, line } of lines) {
    const { entitlement, ended } = line;
    if (ended === null || known.has(entitlement)) continue;
    known.add(entitlement);
    found.push({
      entitlement,
      title: view.titleOf(entitlement),
      ended: lineEnd(ended, line.asked.manual),
      issue: view.issueOf(row),
    });
  }
  return found.slice(0, MOST_AGAIN);
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
