/** Statuses are shared by all workflows of a site, transition ids are not: they count within one workflow. */
import type { ApprovalCount, ApprovalStep, Status, Transition, Workflow } from '../model.ts';

export interface TransitionSeed {
  readonly name: string;
  /** Names of statuses; `any` makes it global. */
  readonly from: readonly string[] | 'any';
  readonly to: string;
  readonly screen?: readonly string[];
  readonly required?: readonly string[];
  /** Set by a post function. */
  readonly resolution?: string;
  readonly customer?: boolean;
}

export interface WorkflowSeed {
  readonly name: string;
  readonly statuses: readonly { readonly name: string; readonly category: Status['category'] }[];
  /** The first status when left out. */
  readonly initial?: string;
  readonly transitions: readonly TransitionSeed[];
  readonly approvals?: readonly {
    readonly status: string;
    readonly name?: string;
    readonly approversField: string;
    /** One of them when left out. */
    readonly needed?: ApprovalCount | 'all';
    readonly exclude?: ApprovalStep['exclude'];
    /** Names of transitions. */
    readonly approve: string;
    readonly decline: string;
  }[];
}

export class Workflows {
  readonly #statuses = new Map<string, Status>();
  readonly #byName = new Map<string, Workflow>();
  #nextStatus = 10_000;

  add(seed: WorkflowSeed, fieldId: (idOrName: string) => string): Workflow {
    const statuses = seed.statuses.map(({ name, category }) => this.#status(name, category));
    const named = (name: string): Status => {
      const found = statuses.find((status) => status.name === name);
      if (found === undefined) throw new Error(`workflow ${seed.name} has no status ${name}`);
      return found;
    };
    const ids = (fields: readonly string[] = []) => new Set(fields.map(fieldId));
    const transitions = seed.transitions.map(
      (transition, index): Transition => ({
        id: String(index * 10 + 11),
        name: transition.name,
        from: transition.from === 'any' ? 'any' : new Set(transition.from.map((name) => named(name).id)),
        to: named(transition.to),
        screen: ids([...(transition.screen ?? []), ...(transition.required ?? [])]),
        required: ids(transition.required),
        resolution: transition.resolution,
        customer: transition.customer ?? false,
      }),
    );
    const approvals = new Map<string, ApprovalStep>();
    for (const {
      status,
      name = 'Waiting for approval',
      approversField,
      needed = { number: 1 },
      exclude = [],
      approve,
      decline,
    } of seed.approvals ?? []) {
      for (const wanted of [approve, decline])
        if (!transitions.some((transition) => transition.name === wanted))
          throw new Error(`workflow ${seed.name} has no transition ${wanted}`);
      approvals.set(named(status).id, {
        name,
        approversField: fieldId(approversField),
        needed: needed === 'all' ? { percent: 100 } : needed,
        exclude,
        approve,
        decline,
      });
    }
    const initial = seed.initial === undefined ? statuses[0] : named(seed.initial);
    if (initial === undefined) throw new Error(`workflow ${seed.name} has no status`);
    const workflow: Workflow = { name: seed.name, initial, statuses, transitions, approvals };
    this.#byName.set(workflow.name, workflow);
    return workflow;
  }

  get = (name: string): Workflow | undefined => this.#byName.get(name);
  statuses = (): Iterable<Status> => this.#statuses.values();
  statusNamed = (name: string): Status | undefined => this.#statuses.get(name.toLowerCase());

  #status(name: string, category: Status['category']): Status {
    const known = this.#statuses.get(name.toLowerCase());
    if (known !== undefined) return known;
    const status: Status = { id: String(this.#nextStatus++), name, category };
    this.#statuses.set(name.toLowerCase(), status);
    return status;
  }
}

export const SIMPLE_WORKFLOW: WorkflowSeed = {
  name: 'simple',
  statuses: [
    { name: 'To Do', category: 'new' },
    { name: 'In Progress', category: 'indeterminate' },
    { name: 'Done', category: 'done' },
  ],
  transitions: [
    { name: 'To Do', from: 'any', to: 'To Do' },
    { name: 'In Progress', from: 'any', to: 'In Progress' },
    { name: 'Done', from: 'any', to: 'Done', resolution: 'Done' },
  ],
};
