/**
 * The tracker of a simulated company: issues with their history, comments, properties, sub-tasks and approvals. Whoever
 * changes an issue is named, and every change is told to who listens (webhooks). Faults lie on the way to it (calls.ts).
 */
import type { Document } from '../../../src/core/evidence/model.ts';
import { type Instant, instantOf } from '../../../src/core/shared/instant.ts';
import type { Actor, Approval, FieldValue, FiledForm, OwnIssue, WrittenComment } from '../../../src/ports/tracker.ts';
import { BOT, jira } from './company.ts';

interface Touched {
  readonly author: Actor;
  readonly at: Instant;
}

export interface Issue {
  readonly id: string;
  readonly key: string;
  readonly project: string;
  readonly issueType: string;
  readonly parent: string | null;
  readonly creator: Actor;
  readonly created: Instant;
  updated: Instant;
  /** Who else may see it; `null` = whoever sees the project. */
  level: string | null;
  status: string;
  statusBy: Actor;
  statusAt: Instant;
  readonly fields: Map<string, Touched & { readonly value: FieldValue }>;
  readonly emptied: Map<string, Touched>;
  readonly comments: { readonly key: string; readonly upTo: number; readonly at: number }[];
  readonly properties: Map<string, unknown>;
  readonly attachments: Map<string, Uint8Array>;
  /** What an issue of ours was made under. */
  readonly ownKey: string | null;
  readonly tasks: { readonly task: string; readonly key: string; closed: Touched | null }[];
  readonly approvals: Ask[];
}

interface Ask {
  readonly id: string;
  readonly openedAt: number;
  isOpen: boolean;
  readonly approvers: {
    readonly account: string;
    readonly mail: string | null;
    verdict: 'approve' | 'refuse' | null;
    answeredAt: number | null;
  }[];
}

export type Values = Readonly<Record<string, FieldValue | null>>;

const APPROVAL = 'Waiting for approval';

export class TrackerSite {
  readonly issues = new Map<string, Issue>();
  readonly people = new Map<string, Actor>();
  private readonly now: () => number;
  private readonly onChange: (issue: Issue, by: Actor) => void;
  private count = 0;

  constructor(people: readonly Actor[], now: () => number, onChange: (issue: Issue, by: Actor) => void) {
    for (const one of people) this.people.set(one.id, one);
    this.now = now;
    this.onChange = onChange;
  }

  userWith(mail: string): Actor | null {
    return [...this.people.values()].find((one) => one.mail === mail.toLowerCase()) ?? null;
  }

  file(by: Actor, project: string, issueType: string, values: Values, own: string | null = null): Issue {
    this.count += 1;
    const issue: Issue = {
      ...{ id: `${10_000 + this.count}`, key: `${project}-${this.count}`, project, issueType, parent: null },
      ...{
        creator: by,
        created: this.at,
        updated: this.at,
        level: null,
        status: 'Open',
        statusBy: by,
        statusAt: this.at,
        ownKey: own,
      },
      ...{
        fields: new Map(),
        emptied: new Map(),
        comments: [],
        properties: new Map(),
        attachments: new Map(),
        tasks: [],
        approvals: [],
      },
    };
    this.issues.set(issue.id, issue);
    this.edit(issue, by, values);
    return issue;
  }

  /** `null` empties a field. */
  edit(issue: Issue, by: Actor, values: Values): void {
    for (const [field, value] of Object.entries(values)) {
      const touched = { author: by, at: this.at };
      if (value !== null) {
        issue.fields.set(field, { ...touched, value });
        issue.emptied.delete(field);
      } else if (issue.fields.delete(field)) issue.emptied.set(field, touched);
    }
    this.touch(issue, by);
  }

  moveTo(issue: Issue, by: Actor, status: string): void {
    if (issue.status === status) return;
    if (issue.status === APPROVAL) for (const one of issue.approvals) one.isOpen = false;
    issue.status = status;
    issue.statusBy = by;
    issue.statusAt = this.at;
    if (status === APPROVAL) this.ask(issue);
    this.touch(issue, by);
  }

  /** Answered by one of those it asks; the desk closes it with the first answer, as one that needs one does. */
  answer(issue: Issue, by: Actor, verdict: 'approve' | 'refuse'): boolean {
    const open = issue.approvals.find(({ isOpen }) => isOpen);
    const seat = open?.approvers.find(({ account }) => account === by.id);
    if (open === undefined || seat === undefined || seat.verdict !== null) return false;
    seat.verdict = verdict;
    seat.answeredAt = this.now();
    open.isOpen = false;
    this.touch(issue, by);
    return true;
  }

  closeTask(issue: Issue, task: string, by: Actor): void {
    const found = issue.tasks.find((one) => one.task === task && one.closed === null);
    if (found === undefined) return;
    found.closed = { author: by, at: this.at };
    this.touch(issue, by);
  }

  // ---- what our own account does -------------------------------------------------------------------------

  form(id: string): FiledForm | null {
    const issue = this.issues.get(id) ?? [...this.issues.values()].find(({ key }) => key === id);
    if (issue === undefined) return null;
    return {
      issue: { connection: jira, id: issue.id, key: issue.key },
      project: issue.project,
      issueType: issue.issueType,
      parent: null,
      status: issue.status,
      statusBy: issue.statusBy,
      statusAt: issue.statusAt,
      created: issue.created,
      updated: issue.updated,
      creator: issue.creator,
      securityLevel: issue.level,
      fields: Object.fromEntries(issue.fields),
      emptied: Object.fromEntries(issue.emptied),
      moved: {},
      unreadable: [],
      tasks: issue.tasks.map(({ task, key, closed }) => ({ task, key, done: closed !== null, closed })),
    };
  }

  fileOwn(key: string, { project, issueType, fields = {} }: OwnIssue): { readonly id: string; readonly key: string } {
    const values = Object.entries(fields).flatMap(([name, given]) => (given.kind === 'user' ? [] : [[name, given]]));
    return this.file(BOT, project, issueType, Object.fromEntries(values), key);
  }

  comment(id: string, key: string, _: Document, upTo: number): WrittenComment {
    const issue = this.known(id);
    issue.comments.push({ key, upTo, at: this.now() });
    this.touch(issue, BOT);
    return { id: key, upTo };
  }

  commentWith(id: string, key: string): WrittenComment | null {
    const told = this.known(id).comments.find((one) => one.key === key);
    return told === undefined ? null : { id: key, upTo: told.upTo };
  }

  fileTask(id: string, task: string): { readonly id: string; readonly key: string } {
    const issue = this.known(id);
    const known = issue.tasks.find((one) => one.task === task);
    const key = known?.key ?? `${issue.key}-T${issue.tasks.length + 1}`;
    if (known === undefined) {
      issue.tasks.push({ task, key, closed: null });
      this.touch(issue, BOT);
    }
    return { id: key, key };
  }

  setPeople(id: string, accounts: readonly string[]): void {
    const users = accounts.flatMap((one) => this.people.get(one) ?? []);
    const value: FieldValue = {
      kind: 'users',
      users: users.map(({ id: account, mail }) => ({ kind: 'user', id: account, mail, name: null })),
    };
    this.edit(this.known(id), BOT, { approvers: value });
  }

  approvals(id: string): readonly Approval[] {
    return this.known(id).approvals.map((one) => ({ ...one, approvers: one.approvers.map((seat) => ({ ...seat })) }));
  }

  known(id: string): Issue {
    const issue = this.issues.get(id);
    if (issue === undefined) throw new Error(`nobody has filed ${id}`);
    return issue;
  }

  private ask(issue: Issue): void {
    const asked = issue.fields.get('approvers')?.value;
    const users = asked?.kind === 'users' ? asked.users : [];
    if (users.length === 0) return;
    const approvers = users.map(({ id, mail }) => ({ account: id, mail, verdict: null, answeredAt: null }));
    issue.approvals.push({
      id: `${issue.id}-${issue.approvals.length + 1}`,
      openedAt: this.now(),
      isOpen: true,
      approvers,
    });
  }

  /** Somebody did something to it that is in no field. */
  touch(issue: Issue, by: Actor): void {
    issue.updated = this.at;
    this.onChange(issue, by);
  }

  private get at(): Instant {
    return instantOf(new Date(this.now()));
  }
}
