import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type MailSink, startMailSink } from '../../../emulators/mail/index.ts';
import type { MailConnection } from '../../core/policy/model.ts';
import { connectionId } from '../../core/shared/ids.ts';
import type { Message } from '../../ports/mailer.ts';
import { createSmtpMailer, loadTemplates, type SmtpMailer } from './index.ts';

const MESSAGE: Message = {
  messageId: 'notice-1@tenure.acme.example',
  from: 'Tenure <tenure@acme.example>',
  to: ['mia@acme.example'],
  subject: 'Zoë 👩🏽‍💻 is ready',
  text: 'Access is in place.\n',
  html: '<p>Access is in place.</p>',
};
const connection = (url: string, user: string | null = null): MailConnection => ({
  kind: 'mail',
  id: connectionId('mail'),
  url,
  user,
  password: null,
});

describe('mail by SMTP', () => {
  let sink: MailSink;
  beforeAll(async () => {
    sink = await startMailSink();
  });
  const open: SmtpMailer[] = [];
  afterEach(() => {
    sink.clear();
    for (const mailer of open.splice(0)) mailer.close();
  });
  afterAll(() => sink.stop());
  const to = (url: string, user: string | null = null, password = '') => {
    const mailer = createSmtpMailer({ connection: connection(url, user), password });
    open.push(mailer);
    return mailer;
  };
  const mailer = () => to(sink.smtpUrl);

  it('arrives with text, HTML, subject and the Message-ID it was given', async () => {
    await mailer().send(MESSAGE);
    const [mail] = sink.messages();
    expect(mail).toMatchObject({ subject: MESSAGE.subject, to: MESSAGE.to });
    expect(mail?.messageId).toContain(MESSAGE.messageId);
    expect(mail?.text).toContain('Access is in place.');
    expect(mail?.html).toContain('<p>Access is in place.</p>');
  });

  it('carries the same Message-ID when it is sent again', async () => {
    await mailer().send(MESSAGE);
    await mailer().send(MESSAGE);
    expect(new Set(sink.messages().map(({ messageId }) => messageId)).size).toBe(1);
  });

  it('asks no machine for an answer', async () => {
    await mailer().send(MESSAGE);
    expect(JSON.stringify(sink.messages()[0])).toMatch(/auto-submitted/i);
  });

  it.each([
    [421, 'transient'],
    [451, 'transient'],
    [535, 'denied'],
    [550, 'invalid'],
    [554, 'invalid'],
  ])('takes %i as %s', async (code, kind) => {
    sink.faults.add({ do: 'refuse', operation: 'data', status: code, body: 'no, not mia@acme.example' });
    const refused = await mailer()
      .send(MESSAGE)
      .catch((error: unknown) => error);
    expect(refused).toMatchObject({ kind, vendorCode: String(code), outcomeUnknown: false });
    expect(String(refused)).not.toContain('mia@');
    expect(sink.messages()).toEqual([]);
  });

  it.each([
    [450, 'transient'],
    [550, 'invalid'],
  ])('says whom it was taken for where the server answers %i for others', async (status, kind) => {
    const to = ['Mia@Acme.example', 'zoe@bücher.example', 'leo@acme.example'];
    sink.faults.add({ do: 'refuse', on: '^RCPT leo@', status, body: 'no leo@acme.example here' });
    const partly = await mailer().send({ ...MESSAGE, to });
    expect(partly).toMatchObject({ taken: to.slice(0, 2), fault: { kind, vendorCode: String(status) } });
    expect(String(partly?.fault)).toMatch(/1 of 3 recipients refused/);
    expect(String(partly?.fault)).not.toContain('leo@');
    expect(await mailer().send({ ...MESSAGE, to })).toBeNull();
  });

  it.each([
    ['DATA', 554],
    ['RCPT', 553],
  ])(
    'keeps nobody from a mail because another’s address is beyond ASCII and the server refuses it (%s)',
    async (step, status) => {
      const to = ['mia@acme.example', 'zoë@acme.example', 'leo@bücher.example'];
      sink.faults.add({ do: 'refuse', on: `^${step} .*zoë`, status, body: 'no' });
      const partly = await mailer().send({ ...MESSAGE, to });
      expect(partly).toMatchObject({ taken: [to[0], to[2]], fault: { kind: 'invalid', vendorCode: String(status) } });
      expect(sink.messages().map((mail) => mail.to)).toEqual([['mia@acme.example', 'leo@bücher.example']]);
      expect(await mailer().send({ ...MESSAGE, to })).toBeNull();
    },
  );

  it('is a fault where the server takes it for none of several', async () => {
    sink.faults.add({ do: 'refuse', operation: 'recipient', status: 550, times: 2 });
    const refused = mailer().send({ ...MESSAGE, to: ['mia@acme.example', 'leo@acme.example'] });
    await expect(refused).rejects.toMatchObject({ kind: 'invalid', vendorCode: '550' });
    expect(sink.messages()).toEqual([]);
  });

  it('takes a server that is not there as transient', async () => {
    const nowhere = to('smtp://127.0.0.1:1');
    await expect(nowhere.send(MESSAGE)).rejects.toMatchObject({ kind: 'transient' });
  });

  it('takes a mail to nobody as invalid', async () => {
    await expect(mailer().send({ ...MESSAGE, to: [] })).rejects.toMatchObject({ kind: 'invalid' });
  });

  it('lets nobody add a header or a recipient through a subject or an address', async () => {
    await mailer().send({ ...MESSAGE, subject: 'Zoë\r\nBcc: everybody@acme.example' });
    expect(sink.messages()[0]?.to).toEqual(MESSAGE.to);
  });

  it('sends no password in the clear to another machine', async () => {
    // Another spelling of loopback: to us a name like any other, and the sink behind it offers no TLS.
    const url = sink.smtpUrl.replace('127.0.0.1', '127.1');
    const remote = to(url, 'tenure', 'secret');
    await expect(remote.send(MESSAGE)).rejects.toMatchObject({ kind: 'transient', vendorCode: 'ETLS' });
    await to(url).send(MESSAGE);
    expect(sink.messages()).toHaveLength(1);
  });

  it('probes: greets, and says in words what is wrong', async () => {
    expect(await mailer().probe()).toBeNull();
    const nowhere = to('smtp://127.0.0.1:1');
    expect(await nowhere.probe()).toMatch(/^the mail server at 127\.0\.0\.1:1 does not answer/);
  });
});

describe('notice templates on disk', () => {
  const ours = new URL('../../../templates/mail', import.meta.url).pathname;

  it('are replaced file by file by those of the customer', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tenure-templates-'));
    try {
      await writeFile(join(folder, 'changed.subject'), 'Neue Rechte: {{person}}\n');
      const [mixed, plain] = [await loadTemplates(ours, folder), await loadTemplates(ours, null)];
      expect(mixed.changed).toEqual({ ...plain.changed, subject: 'Neue Rechte: {{person}}\n' });
      expect(mixed.activation).toEqual(plain.activation);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('that are missing among ours are an error, not an empty mail', async () => {
    await expect(loadTemplates('/nowhere', null)).rejects.toThrow('ENOENT');
  });
});
