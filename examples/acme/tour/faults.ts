/** `npm start -- --faults FILE`: the plan is read before anything comes up, and laid at each stand-in by its control door. */
import { readFileSync } from 'node:fs';
import { FAULT_KITS } from '../../../emulators/faultKits.ts';
import type { EmulatorName } from '../../../emulators/kit/faults/fault.ts';
import type { LaidFaults } from '../../../emulators/kit/faults/faults.ts';
import { isFor } from '../../../emulators/kit/faults/kit.ts';
import { readFaultPlan, sayMistakes, writeFaultPlan } from '../../../emulators/kit/faults/plan.ts';
import type { RunningSystems } from './folder.ts';

/** The file is not there, or has mistakes: nothing is started. */
export class PlanRefused extends Error {}

export function planOf(file: string): LaidFaults {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new PlanRefused(`--faults ${file}: there is no such file, or it may not be read`);
  }
  const read = readFaultPlan(text, FAULT_KITS);
  if (!read.ok) throw new PlanRefused(sayMistakes(file, read.mistakes));
  return read.plan;
}

/** Their time begins now. */
export async function layFaults(plan: LaidFaults, { addresses, mailPage }: RunningSystems): Promise<void> {
  const at: Readonly<Record<EmulatorName, string | undefined>> = {
    ...addresses,
    slack: addresses.slack,
    mail: mailPage,
  };
  for (const kit of FAULT_KITS) {
    const url = at[kit.name];
    if (url === undefined) continue;
    const faults = plan.faults.filter((fault) => isFor(kit, fault));
    const answer = await fetch(`${url}/_emulator/faults`, { method: 'PUT', body: writeFaultPlan({ ...plan, faults }) });
    if (!answer.ok) throw new Error(`${kit.name} did not take the plan: ${await answer.text()}`);
  }
}
