/**
 * The places where a service can be killed, by name: before and after each commit, and before and after each call to an
 * outside system. Nothing in src knows of them: they are watched from outside (watch.ts) in a process that was started
 * to be killed, and a process that was not has none.
 */
import { writeSync } from 'node:fs';

export interface Plan {
  /** As `steps` tells it; `null` = any. */
  readonly step: string | null;
  /** At which passage, from 1. */
  readonly nth: number;
  /** Stopped, a process can be woken again. */
  readonly signal: 'SIGKILL' | 'SIGSTOP';
}

export type Moment = 'before' | 'after';

/** Answers what to call at each step. It tells of every step the first time, and dies at the planned one. */
export function steps(plan: Plan | null): (moment: Moment, what: string) => void {
  const told = new Set<string>();
  let left = plan?.nth ?? 0;
  return (moment, what) => {
    const step = `${moment} ${what}`;
    if (!told.has(step)) say(`step ${step}`);
    told.add(step);
    if (plan === null || left === 0 || (plan.step !== null && plan.step !== step)) return;
    left -= 1;
    if (left > 0) return;
    say(`at ${step}`);
    process.kill(process.pid, plan.signal);
  };
}

/** Straight to the descriptor: what a stream has not written yet dies with the process. */
export const say = (line: string) => void writeSync(1, `${line}\n`);

// ---- names -----------------------------------------------------------------------------------------------

/** What a commit is, by what the transaction wrote: the first that fits. */
const COMMITS: readonly (readonly [RegExp, string])[] = [
  [/insert into tenure\.delivery/, 'webhook taken in'],
  [/insert into tenure\.desk_act/, 'press taken in'],
  [/desk_card|desk_token/, 'card noted'],
  [/delete from tenure\.wake_up/, 'wake-ups sent'],
  [/insert into tenure\.event[\s\S]*"type":"CaseProved"/, 'case proved'],
  [/insert into tenure\.event[\s\S]*"type":"FormAccepted"/, 'form decided'],
  [
    /insert into tenure\.event[\s\S]*"type":"(?:QuestionAsked|LineAsked|RequestAsked|QuestionAnswered)"/,
    'request decided',
  ],
  [/insert into tenure\.event[\s\S]*"type":"TaskFiled"/, 'sub-task noted'],
  [/insert into tenure\.event[\s\S]*"type":"TaskDone"/, 'sub-task closed'],
  [/insert into tenure\.event[\s\S]*"type":"NoticeSent"/, 'mail noted'],
  [/insert into tenure\.event[\s\S]*"type":"(?:AccountVerified|MembershipVerified|RemovalVerified)"/, 'reading noted'],
  [/insert into tenure\.event/, 'events noted'],
  [/evidence_cursor = /, 'cursor moved'],
  [/evidence-writer:/, 'issue taken up'],
  [/tenure\.meter/, 'removals booked'],
  [/lease_epoch/, 'lease taken or given'],
  [/tracker-swept/, 'sweep noted'],
  [/insert into tenure\.wake_up/, 'job put off'],
];

export const commitOf = (text: string): string =>
  `commit: ${COMMITS.find(([fits]) => fits.test(text))?.[1] ?? 'other'}`;

/** A statement that commits by itself; `null` = it changes nothing that matters. */
export function ownCommitOf(text: string): string | null {
  if (!/tenure_jobs/i.test(text) || !/\b(?:insert|update|delete)\b/i.test(text)) return null;
  if (/skip locked/i.test(text)) return 'commit: jobs taken';
  if (/'completed'/i.test(text)) return 'commit: jobs done';
  if (/^\s*insert|with [\s\S]*insert into/i.test(text)) return 'commit: job sent';
  return null;
}

/** Everything that only reads is one step a system: what follows from a reading is decided in a commit. */
export function callOf(system: string, method: string, path: string): string {
  const [bare = ''] = path.split('?');
  if (method === 'GET' || READS.test(bare)) return `${system} read`;
  const plain = bare
    .replace(/^\/api\/v1|^\/rest\/api\/3|^\/rest|^\/api(?=\/)/, '')
    .replace(/\/tenure\.record\.\w+/, '/piece')
    .replace(/\/tenure\.record$/, '/head')
    .replace(/^\/actions\/.*/, '/actions')
    .replace(/\/00\w{10,}/g, '/*')
    .replace(/\/(?:[A-Z]+-)?\d+(?=\/|$)/g, '/*')
    .replace(/\/[^/]*(?:@|%40)[^/]*/g, '/*');
  return `${system} ${method} ${plain}`;
}

/** Reading by POST. Opening a conversation finds the one that is there. */
const READS = /\/search|\/list$|users\.|auth\.test|conversations\.|apps\.connections/;
