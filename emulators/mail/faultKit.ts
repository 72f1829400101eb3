/** What faults can do to the mail server (docs/extend/fault-kit.md). Of SMTP its three steps count as requests. */
import type { FaultKit } from '../kit/faults/kit.ts';

export const mailFaultKit: FaultKit = {
  name: 'mail',
  kinds: new Set(['delay', 'never-answer', 'refuse', 'drop', 'lose-response', 'down']),
  rights: [],
  limits: [],
  /** "Service not available", "local error in processing" (RFC 5321, section 4.2.3). */
  outages: [421, 451],
  operations: { connect: '^CONNECT ', recipient: '^RCPT ', data: '^DATA ' },
};
