/** One thing looked at by `tenure doctor`. */
import { Fault } from '../../../ports/fault.ts';

export type Area = 'store' | 'policy' | 'tracker' | 'provider' | 'desk' | 'mail' | 'work';

export interface Check {
  readonly area: Area;
  readonly what: string;
  /** `missing`: something needed is not there, and cases will wait or fail. `note`: somebody should know. */
  readonly state: 'well' | 'note' | 'missing';
  /** What to do, when it is not well. */
  readonly remedy: string | null;
}

export const well = (area: Area, what: string): Check => ({ area, what, state: 'well', remedy: null });
export const note = (area: Area, what: string, remedy: string): Check => ({ area, what, state: 'note', remedy });
export const missing = (area: Area, what: string, remedy: string): Check => ({ area, what, state: 'missing', remedy });

/** An outside system that does not answer is one finding, not the end of all the others. */
export async function asked(area: Area, what: string, ask: () => Promise<readonly Check[]>): Promise<readonly Check[]> {
  try {
    return await ask();
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    const remedy =
      fault.kind === 'transient'
        ? 'It does not answer: check its address in tenure.yaml and the network, then look again.'
        : 'See the powers above and what the credential lacks.';
    return [missing(area, `${what}: ${fault.message}`, remedy)];
  }
}
