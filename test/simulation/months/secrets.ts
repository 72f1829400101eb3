/**
 * Terminations that few may hear of before their time: filed behind a level, with a last day that is moved or taken back; on some
 * of them others write, or the level is off for some hours. And what is promised of them.
 */
import type { TenureEvent } from '../../../src/core/evidence/model.ts';
import { caseId } from '../../../src/core/shared/ids.ts';
import type { Around } from './around.ts';
import { actorOf, agreedEnd, type Colleague, otherEnds, otherStands, works } from './colleague.ts';
import { BEN, HANA, jira } from './company.ts';
import { happensToSomebody, nowAndThen } from './draws.ts';
import type { Facts } from './facts.ts';
import { instant, said, text } from './forms.ts';
import type { Random } from './random.ts';
import type { Invariant } from './statement.ts';
import { DAY, HOUR } from './timeline.ts';
import type { Issue } from './tracker.ts';

/** One of them, and each last day it was given by whoever may. */
export interface Secret {
  readonly issue: Issue;
  readonly of: Colleague;
  readonly ends: number[];
}

/** By whatever clock. */
const AT_ONCE = 0;

export class Secrets {
  readonly filed: Secret[] = [];
  private readonly random: Random;
  private readonly around: Around;

  /** When life ends. */
  private readonly until: number;

  constructor(random: Random, around: Around, until: number) {
    this.random = random;
    this.around = around;
    this.until = until;
  }

  /** With their instants; what it is exactly is drawn when its turn comes. */
  acts(colleagues: readonly Colleague[], from: number) {
    const { random, until } = this;
    const act = () => this.something(colleagues);
    return nowAndThen(random, random.int(4, 16), { from, until }, act);
  }

  private something(colleagues: readonly Colleague[]): void {
    happensToSomebody(this.random, colleagues, [
      [4, (about) => this.file(about)],
      [3, (about) => this.moveLastDay(about)],
      [2, (about) => this.writeOver(about)],
      [2, (about) => this.showForHours(about)],
    ]);
  }

  private file(one: Colleague): void {
    const { around, random } = this;
    const now = around.now();
    const end = random.pick([null, now + 6 * HOUR, now + 3 * DAY, now + 12 * DAY]);
    if (!works(one, now) || one.offboarding !== null) return;
    around.say(`${one.number} is to leave ${end === null ? 'at once' : said(end)}, and few may know`);
    one.end = Math.min(end ?? now, one.end ?? Number.POSITIVE_INFINITY);
    otherEnds(one, end ?? now, now);
    const issue = around.site.file(HANA, 'PEO', 'Offboarding', {
      ...{ person: text(one.number), confidential: text('Yes') },
      ...(end === null ? {} : { end: instant(end) }),
    });
    issue.level = 'People team';
    one.offboarding = issue;
    one.secretUntil = end;
    this.filed.push({ issue, of: one, ends: [end ?? AT_ONCE] });
  }

  /** Of whoever is to leave, in secret or not, as long as it lies ahead. */
  private moveLastDay(one: Colleague): void {
    const { around, random } = this;
    const end = around.now() + random.pick([2 * HOUR, 2 * DAY, 9 * DAY]);
    if (one.offboarding === null || one.end === null || one.end <= around.latest()) return;
    around.say(`${one.number} is to leave ${said(end)} instead`);
    one.end = Math.min(end, agreedEnd(one) ?? end);
    if (otherStands(one) !== null) otherEnds(one, end, around.now());
    const secret = this.secretOf(one);
    secret?.ends.push(end);
    if (secret !== null) one.secretUntil = end;
    around.site.edit(one.offboarding, HANA, { end: instant(end) });
  }

  /** By somebody who may not: nothing of it counts. */
  private writeOver(one: Colleague): void {
    const { around, random } = this;
    const by = random.pick([BEN, actorOf(around.site, one)]);
    const values = random.pick([
      { end: instant(around.now() + 60 * DAY) },
      { end: instant(around.now() - DAY) },
      { end: null },
      { confidential: text('No') },
      { person: text('E1') },
    ]);
    const secret = this.secretOf(one);
    if (secret === null || one.end === null || one.end <= around.latest()) return;
    around.say(`${by.id} writes on the secret form of ${one.number}: ${Object.keys(values).join(', ')}`);
    // What nobody had read by then is nobody's to set aside: whoever filed it is told on it, and puts it right.
    const isRead = secret.issue.comments.length > 0;
    around.site.edit(secret.issue, by, values);
    if (isRead) return;
    around.later(HOUR, () => {
      const end = secret.ends.at(-1) ?? around.now();
      const right = { person: text(one.number), confidential: text('Yes'), end: instant(end) };
      around.site.edit(secret.issue, HANA, right);
    });
  }

  /** Whoever runs the project takes the level off, and somebody notices. */
  private showForHours(one: Colleague): void {
    const { around, random, until } = this;
    const hours = random.pick([2, 8, 40, 100]);
    const secret = this.secretOf(one);
    if (secret === null || around.now() + hours * HOUR > until) return;
    around.say(`the form of ${one.number} is shown to everybody for ${hours} hours`);
    const level = (to: string | null) => {
      secret.issue.level = to;
      around.site.touch(secret.issue, HANA);
    };
    level(null);
    around.later(hours * HOUR, () => level('People team'));
  }

  private secretOf({ offboarding }: Colleague): Secret | null {
    return this.filed.find(({ issue }) => issue === offboarding) ?? null;
  }
}

/** What a case of theirs may say before its time: that it waits, that others have written on it, and nothing of whom it is about. */
const UNTOLD: ReadonlySet<TenureEvent['type']> = new Set([
  ...(['CaseOpened', 'FormPostponed', 'FormRefused', 'CaseWithdrawn'] as const),
  ...(['ExceptionRaised', 'ExceptionSettled', 'NoticeRequested', 'NoticePartlySent', 'NoticeSent'] as const),
]);

export const SECRETS: readonly Invariant[] = [
  {
    number: 0,
    name: 'nothing before its time',
    promises:
      'of a confidential termination nothing is carried out before its last day, as any of those who may had it',
    broken: (facts) =>
      secretsIn(facts).flatMap(({ issue, isBefore }) =>
        facts.history.trace.commits.flatMap(({ at, events }) =>
          (isBefore(at) ? events : [])
            .filter(({ stream, event }) => stream === caseId(jira, issue.id) && !UNTOLD.has(event.type))
            .map(({ event }) => ({ person: null, says: `${issue.key}: ${event.type} before its time`, at })),
        ),
      ),
  },
  {
    number: 0,
    name: 'nobody named before their time',
    promises:
      'of a confidential termination nothing that is raised or mailed names whom it is about before their last day',
    broken: (facts) =>
      secretsIn(facts).flatMap(({ issue, of, isBefore }) => {
        const { trace, mails } = facts.history;
        const names = [of.number, of.family, of.mail];
        const isNamed = (text: string) => names.some((one) => text.includes(one));
        const raised = trace.commits.flatMap(({ at, events }) => {
          const own = events.filter(({ event }) => event.type === 'ExceptionRaised' && isAbout(event, issue));
          return isBefore(at) && own.some(({ event }) => 'person' in event || isNamed(JSON.stringify(event)))
            ? [at]
            : [];
        });
        const mailed = mails.flatMap(({ at, subject, text: body }) =>
          isBefore(at) && isOn(issue, `${subject} ${body}`) && isNamed(`${subject} ${body}`) ? [at] : [],
        );
        return [
          ...raised.map((at) => ({ person: null, says: `${issue.key}: raised by name before its time`, at })),
          ...mailed.map((at) => ({ person: null, says: `${issue.key}: mailed by name before its time`, at })),
        ];
      }),
  },
];

const isAbout = (event: TenureEvent, { id }: Issue) =>
  event.type === 'ExceptionRaised' &&
  (event.exception.startsWith(`${caseId(jira, id)}!`) || event.detail?.issue === id);

const isOn = ({ key }: Issue, text: string) => new RegExp(`\\b${key}\\b`).test(text);

const secretsIn = ({ history }: Facts) =>
  (history.life.secrets?.filed ?? []).map(({ ends, ...one }) => {
    // By the clock that Tenure lived by then; put back since, it does not undo what has come.
    const come = history.trace.commits.find(({ at }) => history.clock.shownAt(at) >= Math.min(...ends));
    return { ...one, isBefore: (at: number) => come === undefined || at < come.at };
  });
