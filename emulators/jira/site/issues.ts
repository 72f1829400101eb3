/** Where issues are kept: by id and by key, with what else is found by id. */
import type { Attachment, Issue, IssueLink, LinkType } from '../model.ts';

export const LINK_TYPES: readonly LinkType[] = [
  { id: '10000', name: 'Blocks', inward: 'is blocked by', outward: 'blocks' },
  { id: '10001', name: 'Relates', inward: 'relates to', outward: 'relates to' },
  { id: '10002', name: 'Cloners', inward: 'is cloned by', outward: 'clones' },
  { id: '10003', name: 'Duplicate', inward: 'is duplicated by', outward: 'duplicates' },
];

export class Issues {
  readonly #byId = new Map<string, Issue>();
  readonly #byKey = new Map<string, Issue>();
  readonly attachments = new Map<string, Attachment>();
  readonly links = new Map<string, IssueLink>();
  readonly #issueOfComment = new Map<string, string>();
  readonly #next = { issue: 10_000, change: 20_000, comment: 30_000, attachment: 40_000, link: 50_000, approval: 1 };

  nextId(kind: 'issue' | 'change' | 'comment' | 'attachment' | 'link' | 'approval'): string {
    return String(this.#next[kind]++);
  }

  add(issue: Issue): void {
    this.#byId.set(issue.id, issue);
    this.#byKey.set(issue.key, issue);
  }

  remove(issue: Issue): void {
    this.#byId.delete(issue.id);
    this.#byKey.delete(issue.key);
    for (const id of issue.attachments.keys()) this.attachments.delete(id);
    for (const id of issue.links) this.removeLink(id);
    if (issue.parentId !== undefined) this.#byId.get(issue.parentId)?.subtasks.delete(issue.id);
  }

  removeLink(id: string): void {
    const link = this.links.get(id);
    if (link === undefined) return;
    this.#byId.get(link.inward)?.links.delete(id);
    this.#byId.get(link.outward)?.links.delete(id);
    this.links.delete(id);
  }

  /** Comments are also addressed without their issue. */
  commentKept(commentId: string, issueId: string): void {
    this.#issueOfComment.set(commentId, issueId);
  }
  issueOfComment = (commentId: string): string | undefined => this.#issueOfComment.get(commentId);

  /** Keys are found in any case, as Jira does. */
  get = (idOrKey: string): Issue | undefined =>
    this.#byKey.get(idOrKey) ?? this.#byId.get(idOrKey) ?? this.#byKey.get(idOrKey.toUpperCase());
  all = (): Iterable<Issue> => this.#byId.values();
  /** Newest first. */
  newest = (limit: number): Issue[] => [...this.#byId.values()].slice(-limit).reverse();
  get count(): number {
    return this.#byId.size;
  }
}
