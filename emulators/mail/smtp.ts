/**
 * The SMTP side: a server that takes every mail, as far as no fault is in the way. Connecting, naming a recipient and
 * handing over the content each count as a request (`CONNECT /`, `RCPT address`, `DATA address address`).
 */
import type { Server, Socket } from 'node:net';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import type { FaultOf } from '../kit/faults/fault.ts';
import type { EmulatorFrame } from '../kit/serve.ts';
import type { Envelope } from './message.ts';

export interface SmtpSide {
  readonly port: number;
  stop(): Promise<void>;
}

type Done = (error?: Error | null) => void;

export async function listenForMail(
  port: number,
  around: EmulatorFrame,
  keep: (content: Buffer, envelope: Envelope) => Promise<void>,
): Promise<SmtpSide> {
  /** By the client's port: a session does not show its connection. */
  const sockets = new Map<number, Socket>();
  const step = (session: SMTPServerSession, command: string, what: string, done: Done, work = async () => {}) =>
    void take(around, sockets.get(session.remotePort), command, what, done, work);

  const smtp = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    onAuth: (auth, _session, done) => done(null, { user: auth.username ?? 'anyone' }),
    onConnect: (session, done) => step(session, 'CONNECT', '/', done),
    onRcptTo: ({ address }, session, done) => step(session, 'RCPT', address, done),
    onData(stream, session, done) {
      const { mailFrom, rcptTo } = session.envelope;
      const envelope = { from: mailFrom ? mailFrom.address : '', to: rcptTo.map(({ address }) => address) };
      void readAll(stream).then(
        (content) =>
          step(
            session,
            'DATA',
            envelope.to.join(' '),
            (error) => done(error, 'kept'),
            () => keep(content, envelope),
          ),
        // Hung up in the middle of it: there is no mail, and nobody to be told.
        () => undefined,
      );
    },
  });
  // A client that hangs up half way (a killed process under test) must not end ours.
  smtp.on('error', () => undefined);
  const listener: Server = smtp.listen(port, '127.0.0.1');
  listener.on('connection', (socket: Socket) => {
    const { remotePort = 0 } = socket;
    sockets.set(remotePort, socket);
    socket.once('close', () => sockets.delete(remotePort));
  });
  await new Promise<void>((resolve, reject) => listener.once('listening', resolve).once('error', reject));
  const address = listener.address();
  if (address === null || typeof address === 'string') throw new Error('the mail sink got no port');
  return {
    port: address.port,
    stop: () => {
      const closed = new Promise<void>((resolve) => smtp.close(resolve));
      // Whoever was left without an answer would be waited for.
      for (const socket of sockets.values()) if (unanswered.has(socket)) socket.destroy();
      return closed;
    },
  };
}

const unanswered = new WeakSet<Socket>();

async function take(
  { faults, log, clock }: EmulatorFrame,
  socket: Socket | undefined,
  command: string,
  what: string,
  done: Done,
  work: () => Promise<void>,
): Promise<void> {
  const { ending, delayMilliseconds, names } = faults.meet(command, what);
  const at = clock.now();
  const note = (status: number, responseLost: boolean) =>
    log.add({ at, method: command, path: what, body: null, status, responseLost, faults: names });
  if (delayMilliseconds > 0) await new Promise((resolve) => setTimeout(resolve, delayMilliseconds));
  if (ending?.do === 'refuse') {
    note(ending.status, false);
    return done(refusal(ending));
  }
  const isWorked =
    ending === undefined || ending.do === 'lose-response' || (ending.do === 'never-answer' && ending.work);
  if (isWorked) await work();
  note(isWorked ? 250 : 0, ending !== undefined);
  if (ending === undefined) return done();
  if (socket === undefined) return;
  if (ending.do === 'never-answer') unanswered.add(socket);
  else socket.destroy();
}

const refusal = ({ status, body }: FaultOf<'refuse'>): Error =>
  Object.assign(new Error(typeof body === 'string' ? body : 'Try again later'), { responseCode: status });

async function readAll(stream: SMTPServerDataStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
