/** What one emulator can do by faults, and the names it gives to things. Each has one, in its `faultKit.ts`. */
import type { EmulatorName, Fault, FaultKind, FaultOf, Right } from './fault.ts';

/** How many requests a lowered limit may count by. */
export type LimitBy = 'perMinute' | 'perSecond' | 'perIssue' | 'atOnce';

export interface ListAnswer {
  readonly body: unknown;
  readonly headers: Headers;
}

export interface FaultKit {
  readonly name: EmulatorName;
  readonly kinds: ReadonlySet<FaultKind>;
  readonly rights: readonly Right[];
  readonly limits: readonly LimitBy[];
  /** What it answers when it is out of order. */
  readonly outages: readonly [number, ...number[]];
  /** Name -> regular expression over "METHOD /path?query". */
  readonly operations: Readonly<Record<string, string>>;
  /** The requests that ask the search index. */
  readonly searches?: RegExp;
  /** Delays are spent in the emulator itself, where a waiting request takes a place. */
  readonly delaysItself?: true;
  /** The same answer with only its first entries and no next page; `undefined` when it is no list. */
  readonly shorten?: (answer: ListAnswer, keep: (count: number) => number) => ListAnswer | undefined;
}

/** Whether a fault of a plan for several emulators is for this one: named, or able to in every respect. */
export function isFor(kit: FaultKit, fault: Fault): boolean {
  if ((fault.at ?? kit.name) !== kit.name || !kit.kinds.has(fault.do)) return false;
  if (fault.do === 'lose-right') return kit.rights.includes(fault.right);
  if (fault.do === 'limit' && !kit.limits.some((by) => fault[by] !== undefined)) return false;
  return !('operation' in fault) || fault.operation === undefined || Object.hasOwn(kit.operations, fault.operation);
}

/** One list in an answer, cut. */
export const first = <Item>(items: readonly Item[], keep: (count: number) => number): readonly Item[] =>
  items.slice(0, Math.min(items.length, keep(items.length)));

export const keptBy = (fault: FaultOf<'empty-list'> | FaultOf<'cut-list'>): ((count: number) => number) => {
  if (fault.do === 'empty-list') return () => 0;
  const { keep } = fault;
  return keep === undefined ? (count) => Math.floor(count / 2) : () => keep;
};

export const ON_REQUESTS = [
  'delay',
  'never-answer',
  'refuse',
  'drop',
  'lose-response',
  'empty-list',
  'cut-list',
  'limit',
  'lose-right',
  'down',
] as const satisfies readonly FaultKind[];

export const ON_WEBHOOKS = [
  'late-webhook',
  'double-webhook',
  'reorder-webhook',
  'lose-webhook',
  'lose-webhook-answer',
] as const satisfies readonly FaultKind[];
