/**
 * A request raised outside the tracker, from Slack or the API. What policy would not let be asked is refused here, with its
 * own sentence, and nothing is raised. Otherwise the request is kept first and its issue made then: with the tracker down it
 * is kept all the same, and appears there when it is back.
 */
import { formSentence, lineNotAsked, newCase } from '../../core/evidence/index.ts';
import type { FormRefusal, IssueRef, LineRefusal } from '../../core/evidence/model.ts';
import { decideRequest } from '../../core/request/index.ts';
import { canonical, sha256 } from '../../core/shared/canonical.ts';
import { type CaseId, caseId } from '../../core/shared/ids.ts';
import { accept, type Outcome, refuse } from '../../core/shared/outcome.ts';
import { Fault } from '../../ports/fault.ts';
import type { RaisedRow } from '../../ports/raised.ts';
import { ONE_ATTEMPT } from '../ownIssues.ts';
import type { RulesInForce } from '../policy/rules.ts';
import { later, type World } from '../world.ts';
import { decideAhead } from './ahead.ts';
import { askedBefore } from './askedBefore.ts';
import { managersOf } from './facts.ts';
import { issueOf } from './fileRaised.ts';
import type { RaisedWords } from './raisedForm.ts';
import { raisedLook } from './raisedLook.ts';

export interface RequestAsked extends RaisedWords {
  readonly channel: RaisedRow['channel'];
  /** Names this asking: the same key twice is one request. Absent = every call is one of its own. */
  readonly key?: string;
}

/** `issue: null` = it is kept, and its issue appears as soon as the tracker answers again. */
export interface Raised {
  readonly key: string;
  readonly issue: IssueRef | null;
  /** An emergency is decided at once, and known by this until its issue is there. `null` = it is decided on its issue. */
  readonly case: CaseId | null;
}

export interface NotRaised {
  readonly refusal: LineRefusal | FormRefusal | 'no-policy' | 'asked-nowhere' | 'key-used';
  /** As people read it. */
  readonly says: string;
  /** The same of every further line or field that stands against it. */
  readonly details: readonly string[];
}

export async function raiseRequest(world: World, asked: RequestAsked): Promise<Outcome<Raised, NotRaised>> {
  const { store } = world;
  const force = await world.rules.current();
  if (force === null) return no('no-policy', 'No policy is in force yet.');
  const fresh: RaisedRow = {
    ...wordsIn(asked),
    key: `${asked.channel}:${asked.key ?? world.freshId()}`,
    channel: asked.channel,
    digest: sha256(canonical(wordsIn(asked))),
    raisedAt: await store.read.now(),
    filingSince: null,
    triedAt: null,
    issue: null,
  };
  const before = await store.read.raised(fresh.key);
  if (before === null) {
    const refused = await refusalOf(world, force, fresh);
    if (refused !== null) return refuse(refused);
  }
  const row = await store.transaction(async (tx) => {
    const known = await tx.lockRaised(fresh.key);
    if (known !== null) return known;
    await tx.saveRaised({ ...fresh, raisedAt: tx.now });
    // We are about to file it ourselves; this is for when we do not come to the end of it.
    await tx.send({ lane: 'look', raised: fresh.key }, { startAfter: later(tx.now, ONE_ATTEMPT) });
    return fresh;
  });
  if (row.digest !== fresh.digest) return no('key-used', 'This key was used for another request.');
  if (row.droppedAt !== undefined && row.issue === null) return no('key-used', LET_BE);
  const ahead = await decideAhead(world, force, row);
  return accept({ key: row.key, issue: row.issue ?? (await filedNow(world, row.key)), case: ahead });
}

const LET_BE = 'Jira refused the issue of this request for good, and it is not waited for any more: ask anew.';

const no = (refusal: NotRaised['refusal'], says: string) => refuse<NotRaised>({ refusal, says, details: [] });

const wordsIn = (asked: RaisedWords): RaisedWords => {
  const { asker, beneficiary, lines, duration, reason, ticket, breakGlass } = asked;
  return { asker, beneficiary, lines, duration, reason, ticket, breakGlass };
};

/** What does not come about now is tried again by a job. */
async function filedNow(world: World, key: string): Promise<IssueRef | null> {
  try {
    return await issueOf(world, key);
  } catch (trouble) {
    if (!(trouble instanceof Fault)) throw trouble;
    world.log.warn({ raised: key, fault: trouble.message }, 'a request is kept, and its issue is filed later');
    await world.engine.send({ lane: 'look', raised: key });
    return null;
  }
}

/** The same decision as the look at its issue will make, on the form as it will be: only what it asks is looked at here. */
async function refusalOf(world: World, force: RulesInForce, row: RaisedRow): Promise<NotRaised | null> {
  const { policy, rules } = force;
  const settings = rules.caseSettings('access-request');
  if (settings === undefined || policy.requests === undefined) {
    return {
      refusal: 'asked-nowhere',
      says: 'Access cannot be asked for here: the policy names no place for it.',
      details: [],
    };
  }
  const { read } = world.store;
  const managers = await managersOf(world, await read.person(row.beneficiary));
  const asked = await askedBefore(world, row.beneficiary, row.asker, row.key);
  const events = decideRequest({
    // Whom else it asks is found out by the look; whether it may be asked depends on none of them.
    ...(await raisedLook(world, force, settings, row, { managers, named: new Map(), members: new Map() })),
    state: newCase(caseId(world.tracker.connection, '')),
    ...asked,
  });
  const labels = policy.settings.fields;
  const refusals = events.flatMap((event): readonly Omit<NotRaised, 'details'>[] => {
    if (event.type === 'LineNotAsked') {
      const { because, says, personal } = event;
      return [{ refusal: because, says: `${personal.asked} ${lineNotAsked(because, says)}` }];
    }
    if (event.type !== 'FormRefused') return [];
    return event.problems.map(({ code, field }) => {
      const { says, remedy } = formSentence(code, field, labels);
      return { refusal: code, says: `${says} ${remedy}` };
    });
  });
  const [first, ...more] = refusals;
  return first === undefined ? null : { ...first, details: more.map(({ says }) => says) };
}
