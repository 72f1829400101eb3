import type { Benchmark } from '../figure.ts';
import { adopt } from './adopt.ts';
import { brakeOverHistory } from './brakeOverHistory.ts';
import { decisionToAccess } from './decisionToAccess.ts';
import { endsAhead } from './endsAhead.ts';
import { endsAtOnce } from './endsAtOnce.ts';
import { endsInTrouble } from './endsInTrouble.ts';
import { eventAppend } from './eventAppend.ts';
import { evidenceMutations } from './evidenceMutations.ts';
import { exportAndVerify } from './exportAndVerify.ts';
import { fiveAnswers } from './fiveAnswers.ts';
import { fullSweep } from './fullSweep.ts';
import { leaverBehindBacklog } from './leaverBehindBacklog.ts';
import { onboardings } from './onboardings.ts';
import { ownTime } from './ownTime.ts';
import { policyTable } from './policyTable.ts';
import { providerCalls } from './providerCalls.ts';
import { slackClicks } from './slackClicks.ts';
import { webhookAck } from './webhookAck.ts';

/** In the order in which they are measured. */
export const benchmarks: readonly Benchmark[] = [
  providerCalls,
  ownTime,
  webhookAck,
  slackClicks,
  onboardings,
  leaverBehindBacklog,
  decisionToAccess,
  endsAtOnce,
  endsInTrouble,
  endsAhead,
  fullSweep,
  adopt,
  fiveAnswers,
  policyTable,
  brakeOverHistory,
  eventAppend,
  evidenceMutations,
  exportAndVerify,
];
