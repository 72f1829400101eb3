/** A line of the System Log as the API shows it, and as an event hook delivers it. */
import type { LogEntry } from '../store/systemLog.ts';

export function logEvent(entry: LogEntry) {
  return {
    uuid: entry.uuid,
    published: new Date(entry.at).toISOString(),
    eventType: entry.eventType,
    version: '0',
    displayMessage: entry.displayMessage,
    severity: entry.result === 'FAILURE' ? 'WARN' : 'INFO',
    outcome: { result: entry.result, ...(entry.reason === undefined ? {} : { reason: entry.reason }) },
    actor: entry.actor,
    target: entry.targets,
    client: {
      ipAddress: '127.0.0.1',
      ...(entry.agent === undefined ? {} : { userAgent: { rawUserAgent: entry.agent } }),
    },
    authenticationContext: { authenticationStep: 0, externalSessionId: 'unknown' },
    securityContext: {},
    transaction: { type: 'WEB', id: entry.transaction, detail: {} },
    debugContext: { debugData: { requestId: entry.transaction } },
    request: { ipChain: [] },
  };
}
