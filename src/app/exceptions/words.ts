/** Verdicts as people choose them, wherever they do. */
import type { Verdict } from '../../core/evidence/model.ts';

const WORDS: Readonly<Record<Verdict, string>> = {
  restore: 'Restore it',
  'end-grant': 'End the grant',
  adopt: 'Adopt it',
  remove: 'Remove it',
  ignore: 'Leave it as it is',
  accept: 'Accept the risk that is left',
  retry: 'Try again',
  confirm: 'Confirm',
  reject: 'Reject it',
};

export const verdictWords = (verdict: Verdict): string => WORDS[verdict];
