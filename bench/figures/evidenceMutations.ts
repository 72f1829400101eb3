/** Every single change to a small bundle, by whoever can make it: how many are tried, how many are noticed. */

import { tryAll } from '../../test/evidence/mutations.ts';
import { exported, freshKeys, smallRecord } from '../../test/evidence/smallRecord.ts';
import { atMost, type Benchmark, informing } from '../figure.ts';

export const evidenceMutations: Benchmark = {
  name: 'evidence-mutations',
  about: 'single changes of the evidence: tried, and noticed without store or network',
  async run() {
    const keys = freshKeys();
    const { store, at } = await smallRecord(keys);
    const whole = await exported(store, keys, at, { personal: true });
    const { tried, detected, by, missed } = tryAll(whole, keys, freshKeys());
    return {
      figures: [
        informing('evidence-mutations/tried', tried, 'changes'),
        atMost('evidence-mutations/unnoticed', tried - detected, 'changes', 0),
      ],
      notes: [
        `Eleven events in three streams under three seals, with personal text; ${Object.entries(by)
          .map(([layer, count]) => `${layer}: ${count}`)
          .join(', ')} noticed.`,
        ...missed.map((name) => `not noticed: ${name}`),
      ],
    };
  },
};
