/** What each lane's job means. Every handler may run twice: it looks at what stands, never at how often it was asked. */
import { UnknownEvent } from '../core/evidence/index.ts';
import { unreachable } from '../core/shared/outcome.ts';
import type { Job, JobHandler, JobResult, Lane } from '../ports/engine.ts';
import { Fault } from '../ports/fault.ts';
import { applyAdoptionItem, keepReviewed } from './adoption/index.ts';
import { lookAtWaiting } from './clock/lifted.ts';
import { showToParties, tellDesk, workOnAct } from './desk/index.ts';
import { writeEvidence } from './evidence/evidence.ts';
import { sendWaiting } from './exceptions/index.ts';
import { lookAgain } from './intake/lookAgain.ts';
import { lookAtApps } from './look/apps.ts';
import { lookAtRefused } from './look/formsOfNobody.ts';
import { lookAtIssue } from './look/look.ts';
import { tellingUnread } from './look/unreadForms.ts';
import { meetsNewer } from './newer.ts';
import { sendNotice } from './notices/notify.ts';
import { applyItem } from './policy/changeSets.ts';
import { followPolicy } from './policy/followPolicy.ts';
import { tellPolicyChange } from './policy/policyCase.ts';
import { reconcileAccount } from './reconcile/index.ts';
import { askOtherCases } from './reconcile/otherCases.ts';
import { lookAtHeard, lookAtRecord, writeOverLate } from './recordWatch/index.ts';
import { fileRaised } from './requests/fileRaised.ts';
import { tellDropped } from './requests/tellDropped.ts';
import { wakeRequests } from './requests/whomTheyAsk.ts';
import { later, type World } from './world.ts';

export const jobHandler =
  (world: World): JobHandler =>
  async (job, tries = 0) => {
    try {
      return await run(world, job, tries);
    } catch (trouble) {
      if (trouble instanceof UnknownEvent || trouble instanceof UnknownJob) return handBack(world, trouble, tries);
      // A fault outside is no fault of ours: the job comes again when the limit has passed, without a stack trace.
      if (!(trouble instanceof Fault) || trouble.kind !== 'transient') throw trouble;
      if (trouble.retryAt !== null) return { again: trouble.retryAt };
      return { again: later(await world.store.read.now(), waitAfter(job, tries)), tries: tries + 1 };
    }
  };

/** The job is there for whoever takes it next. */
async function handBack(world: World, met: Error, tries: number) {
  meetsNewer(world, met);
  return {
    again: later(await world.store.read.now(), Math.min(LONGEST, FOR_ANOTHER * 2 ** Math.min(tries, 10))),
    tries: tries + 1,
  };
}

const FOR_ANOTHER = 500;
const SOON = 5_000;
const LONGEST = 80_000;

/** An outage of the tracker is not made longer by what only tells. Whoever gives or takes access keeps asking. */
function waitAfter(job: Job, tries: number): number {
  const { lane } = job;
  const files = lane === 'look' && 'raised' in job;
  const tells = files || lane === 'evidence' || lane === 'notify' || lane === 'bulk';
  return tells ? Math.min(LONGEST, SOON * 2 ** Math.min(tries, 10)) : SOON;
}

/** Taken for another one, a job that a newer version has sent would be done without its work. */
class UnknownJob extends Error {
  constructor({ lane }: Job, part: string) {
    super(`a job of the lane ${lane} with the part ${part}, which this version does not know`);
    this.name = 'UnknownJob';
  }
}

type PartsOf<In extends Lane, Of = Job> = Of extends Job
  ? In extends Of['lane']
    ? Exclude<keyof Of, 'lane'>
    : never
  : never;

/** Every part that a job of the lane may have: one that is added to `Job` and not here does not compile. */
const PARTS: { readonly [In in Lane]: Readonly<Record<PartsOf<In>, true>> } = {
  urgent: { account: true, ends: true, others: true, than: true },
  reconcile: { account: true, others: true, than: true },
  look: { issue: true, first: true, deleted: true, raised: true, apps: true, case: true, check: true },
  evidence: { stream: true },
  notify: {
    ...{ case: true, notice: true, asked: true, told: true, message: true, by: true, dropped: true },
    ...{ desk: true, pages: true, deskAct: true },
  },
  bulk: {
    ...{ changeSet: true, person: true, look: true, policyChange: true, requests: true, record: true, late: true },
    ...{ touched: true, sent: true, forms: true, since: true, follow: true, by: true, kept: true },
    ...{ adoption: true, account: true, waiting: true },
  },
};

async function run(world: World, job: Job, tries: number): Promise<JobResult> {
  const strange = Object.keys(job).find((part) => part !== 'lane' && !Object.hasOwn(PARTS[job.lane] ?? {}, part));
  if (strange !== undefined) throw new UnknownJob(job, strange);
  switch (job.lane) {
    case 'urgent':
      if ('others' in job) return void (await askOtherCases(world, job));
      return reconcileAccount(world, job);
    case 'reconcile':
      if ('others' in job) return void (await askOtherCases(world, job));
      return reconcileAccount(world, job);
    case 'look':
      if ('raised' in job) return fileRaised(world, job.raised);
      if ('apps' in job) return lookAtApps(world, job.case, job.apps, job.check);
      await tellingUnread(world, job.issue, tries, () => lookAtIssue(world, job.issue, job));
      return undefined;
    case 'evidence':
      return writeEvidence(world, job.stream);
    case 'notify':
      if ('told' in job) return sendWaiting(world, job.told, job.message, job.by);
      if ('dropped' in job) return tellDropped(world, job.dropped);
      if ('desk' in job) return tellDesk(world, job.desk);
      if ('pages' in job) return showToParties(world, job.pages);
      if ('deskAct' in job) return workOnAct(world, job.deskAct);
      return sendNotice(world, job.case, job.notice, job.asked);
    case 'bulk':
      // Thousands of these follow each other: whoever waits for an answer on the wire has a turn in between.
      await new Promise<void>((resolve) => setImmediate(resolve));
      if ('look' in job) return lookAgain(world, job.look);
      if ('late' in job) return writeOverLate(world, job.record, tries);
      if ('record' in job) return lookAtRecord(world, job.record);
      if ('touched' in job) return lookAtHeard(world, job.touched, job.sent, tries);
      if ('policyChange' in job) return tellPolicyChange(world, job.policyChange);
      if ('requests' in job) return void (await wakeRequests(world));
      if ('forms' in job) return void (await lookAtRefused(world, job));
      if ('follow' in job) return followPolicy(world, job.follow, job.by);
      if ('kept' in job) return keepReviewed(world, job.kept, job.person);
      if ('waiting' in job) return void (await lookAtWaiting(world));
      if ('adoption' in job) await applyAdoptionItem(world, job.adoption, job.account);
      else await applyItem(world, job.changeSet, job.person);
      return undefined;
    default:
      return unreachable(job);
  }
}
