/** SMTP's answers as faults: 4yz is "try again later", 5yz is "never" (RFC 5321, section 4.2.1). */
import { domainToASCII } from 'node:url';
import { z } from 'zod';
import { fold } from '../../core/shared/fold.ts';
import { Fault, type FaultKind } from '../../ports/fault.ts';
import type { PartlySent } from '../../ports/mailer.ts';

const smtpError = z.object({
  /** nodemailer's own: `EAUTH`, `EENVELOPE`, `ECONNECTION`, `ETIMEDOUT`, ... */
  code: z.string().optional(),
  responseCode: z.number().optional(),
  /** The SMTP command under way, e.g. `DATA`. */
  command: z.string().optional(),
});

/** The server's text may quote addresses, so it stays in `cause` and out of the message. */
export function faultOf(error: unknown, operation: string): Fault {
  const { code, responseCode, command } = smtpError.catch({}).parse(error);
  const answered = responseCode !== undefined;
  return new Fault(kindOf(code, responseCode, command), operation, {
    vendorCode: answered && code !== 'ETLS' ? String(responseCode) : (code ?? 'no-answer'),
    // Once the content is under way, a lost connection leaves open whether it was taken.
    outcomeUnknown: !answered && (command === 'DATA' || code === 'ETIMEDOUT' || code === 'ESOCKET'),
    cause: error,
  });
}

/** What the server says before the mail is under way is about the server, not about the mail. */
const BEFORE_THE_MAIL = new Set(['CONN', 'EHLO', 'HELO', 'STARTTLS']);

function kindOf(code?: string, responseCode?: number, command?: string): FaultKind {
  if (code === 'EAUTH' && (responseCode === undefined || responseCode >= 500)) return 'denied';
  if (responseCode === 530 || responseCode === 535) return 'denied';
  if (code === 'ETLS' || BEFORE_THE_MAIL.has(command ?? '')) return 'transient';
  if (responseCode !== undefined) return responseCode >= 500 ? 'invalid' : 'transient';
  // An address nodemailer itself finds no recipient in.
  return code === 'EENVELOPE' ? 'invalid' : 'transient';
}

const partlySent = z.object({
  accepted: z.array(z.string()).optional(),
  rejectedErrors: z.array(z.object({ responseCode: z.number().optional() })).optional(),
  rejected: z.array(z.unknown()).optional(),
});

/** Some recipients were taken and some refused: said, never passed over. In the fault only a count, no addresses. */
export function partlySentOf(sent: unknown, to: readonly string[]): PartlySent | null {
  const { accepted = [], rejected = [], rejectedErrors = [] } = partlySent.catch({}).parse(sent);
  if (rejected.length === 0) return null;
  const forGood = rejectedErrors.some(({ responseCode = 0 }) => responseCode >= 500);
  const fault = new Fault(forGood ? 'invalid' : 'transient', 'send mail', {
    vendorCode: String(rejectedErrors[0]?.responseCode ?? 'refused'),
    note: `${rejected.length} of ${to.length} recipients refused`,
  });
  const known = new Set(accepted.map(asSent));
  return { taken: to.filter((one) => known.has(asSent(one))), fault };
}

/** For comparing: nodemailer says a domain beyond ASCII in its encoded form. */
function asSent(address: string): string {
  const domain = address.slice(address.lastIndexOf('@') + 1).trim();
  return fold(address.trim().slice(0, -domain.length) + (domainToASCII(domain) || domain));
}
