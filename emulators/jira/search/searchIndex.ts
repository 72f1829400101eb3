/**
 * What search sees. Jira's search is eventually consistent: a write shows here only after a delay, with the
 * values it had when it was written, while reading by key is always fresh ("Search for issues using JQL enhanced
 * search"). The queue of changes is drained when somebody searches, so an unsearched site pays nothing.
 */
import type { EmulatorClock } from '../../kit/clock.ts';
import { texts } from '../fields/kind.ts';
import type { Issue, IssueState } from '../model.ts';

export interface Indexed {
  readonly issue: Issue;
  readonly state: IssueState;
}

export class SearchIndex {
  readonly #clock: EmulatorClock;
  readonly #delay: number;
  readonly #horizon: (delayMilliseconds: number) => number;
  #waiting: { readonly at: number; readonly entry: Indexed; readonly gone: boolean }[] = [];
  #head = 0;
  readonly #entries = new Map<string, Indexed>();
  readonly #byParent = new Map<string, Set<string>>();
  readonly #byLabel = new Map<string, Set<string>>();
  /** Per project, in the order of `updated`; entries that are no longer current are skipped and swept out. */
  readonly #byUpdate = new Map<string, Indexed[]>();
  readonly #counts = new Map<string, number>();

  /** `horizon`: up to when it sees, which a fault puts back. */
  constructor(clock: EmulatorClock, delayMilliseconds: number, horizon: (delayMilliseconds: number) => number) {
    this.#clock = clock;
    this.#delay = delayMilliseconds;
    this.#horizon = horizon;
  }

  changed(issue: Issue): void {
    this.#waiting.push({ at: this.#clock.now() + this.#delay, entry: { issue, state: issue.state }, gone: false });
  }

  deleted(issue: Issue): void {
    this.#waiting.push({ at: this.#clock.now() + this.#delay, entry: { issue, state: issue.state }, gone: true });
  }

  /** Makes everything visible at once, as after a quiet minute. */
  catchUp(): void {
    this.#drain(Number.POSITIVE_INFINITY);
  }

  get(issueId: string): Indexed | undefined {
    this.#drain(this.#horizon(this.#delay));
    return this.#entries.get(issueId);
  }

  withParent(parentId: string): Indexed[] {
    this.#drain(this.#horizon(this.#delay));
    return this.#pick(this.#byParent.get(parentId));
  }

  withLabel(label: string): Indexed[] {
    this.#drain(this.#horizon(this.#delay));
    return this.#pick(this.#byLabel.get(label.toLowerCase()));
  }

  /** Issues of a project changed at or after `since`, oldest change first. */
  updatedSince(projectId: string, since: number): Indexed[] {
    this.#drain(this.#horizon(this.#delay));
    const log = this.#byUpdate.get(projectId) ?? [];
    let low = 0;
    let high = log.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((log[middle]?.state.updated ?? 0) < since) low = middle + 1;
      else high = middle;
    }
    const found: Indexed[] = [];
    for (let index = low; index < log.length; index += 1) {
      const entry = log[index];
      if (entry !== undefined && this.#entries.get(entry.issue.id) === entry) found.push(entry);
    }
    return found;
  }

  #pick(ids: Iterable<string> = []): Indexed[] {
    return [...ids].flatMap((id) => this.#entries.get(id) ?? []);
  }

  #drain(upTo: number): void {
    for (;;) {
      const next = this.#waiting[this.#head];
      if (next === undefined || next.at > upTo) break;
      this.#head += 1;
      this.#forget(next.entry.issue);
      if (!next.gone) this.#learn(next.entry);
    }
    if (this.#head > 1_000) {
      this.#waiting = this.#waiting.slice(this.#head);
      this.#head = 0;
    }
  }

  #learn(entry: Indexed): void {
    const { issue, state } = entry;
    this.#entries.set(issue.id, entry);
    if (issue.parentId !== undefined) into(this.#byParent, issue.parentId, issue.id);
    for (const label of texts(state.values.get('labels') ?? [])) into(this.#byLabel, label.toLowerCase(), issue.id);
    const log = this.#byUpdate.get(issue.project.id) ?? [];
    log.push(entry);
    const live = (this.#counts.get(issue.project.id) ?? 0) + 1;
    this.#counts.set(issue.project.id, live);
    const current = (candidate: Indexed) => this.#entries.get(candidate.issue.id) === candidate;
    this.#byUpdate.set(issue.project.id, log.length > 2 * live + 1_000 ? log.filter(current) : log);
  }

  #forget(issue: Issue): void {
    const known = this.#entries.get(issue.id);
    if (known === undefined) return;
    this.#entries.delete(issue.id);
    this.#counts.set(issue.project.id, (this.#counts.get(issue.project.id) ?? 1) - 1);
    if (issue.parentId !== undefined) this.#byParent.get(issue.parentId)?.delete(issue.id);
    for (const label of texts(known.state.values.get('labels') ?? []))
      this.#byLabel.get(label.toLowerCase())?.delete(issue.id);
  }
}

function into(map: Map<string, Set<string>>, key: string, id: string): void {
  const ids = map.get(key) ?? new Set();
  map.set(key, ids.add(id));
}
