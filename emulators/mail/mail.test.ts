import { once } from 'node:events';
import { connect } from 'node:net';
import { createTransport } from 'nodemailer';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type MailSink, startMailSink } from './index.ts';

let sink: MailSink;
beforeEach(async () => {
  sink = await startMailSink();
});
afterEach(() => sink.stop());

const welcome = {
  from: 'Tenure <tenure@acme.example>',
  to: 'ada@acme.example',
  bcc: 'it@acme.example',
  subject: 'Grüße <b>Ada</b>',
  text: 'Your first day: café at nine',
  html: '<p>Your <b>first</b> day</p>',
  messageId: '<case-12.welcome@tenure>',
  headers: { 'X-Tenure-Case': 'ONB-12' },
};

describe('the mail sink', () => {
  it('keeps sender, recipients, subject, both bodies and headers', async () => {
    await createTransport(sink.smtpUrl).sendMail(welcome);
    const message = await sink.waitFor(({ subject }) => subject.startsWith('Grüße'));
    expect(message).toMatchObject({
      from: 'tenure@acme.example',
      to: ['ada@acme.example', 'it@acme.example'],
      subject: 'Grüße <b>Ada</b>',
      messageId: '<case-12.welcome@tenure>',
    });
    expect(message.text).toContain('café at nine');
    expect(message.html).toContain('<b>first</b>');
    expect(message.headers['x-tenure-case']).toBe('ONB-12');
  });

  it('keeps a repeated Message-ID twice and counts it', async () => {
    const transport = createTransport(sink.smtpUrl);
    await transport.sendMail(welcome);
    await transport.sendMail(welcome);
    expect(sink.count('<case-12.welcome@tenure>')).toBe(2);
  });

  it('keeps nothing of a mail whose sender hangs up in the middle of it, and takes the next', async () => {
    const { hostname, port } = new URL(sink.smtpUrl);
    const sender = connect(Number(port), hostname);
    // Each line waits for the answer to the one before.
    for (const line of [
      'EHLO me',
      'MAIL FROM:<me@acme.example>',
      'RCPT TO:<ada@acme.example>',
      'DATA',
      'Subject: half',
    ]) {
      await once(sender, 'data');
      sender.write(`${line}\r\n`);
    }
    sender.destroy();
    await once(sender, 'close');
    await createTransport(sink.smtpUrl).sendMail(welcome);
    expect(sink.messages().map(({ messageId }) => messageId)).toEqual(['<case-12.welcome@tenure>']);
  });

  it('refuses as many mails as told, then accepts again', async () => {
    const transport = createTransport(sink.smtpUrl);
    sink.faults.add({ do: 'refuse', operation: 'data', status: 550, body: 'No such mailbox' });
    await expect(transport.sendMail(welcome)).rejects.toMatchObject({ responseCode: 550 });
    expect(sink.messages()).toEqual([]);
    await transport.sendMail(welcome);
    expect(sink.messages({ to: 'ada@acme.example' })).toHaveLength(1);
    expect(sink.messages({ to: 'nobody@acme.example' })).toEqual([]);
  });

  it('wakes who waits before the mail comes, and gives up in time', async () => {
    const coming = sink.waitFor(({ to }) => to.includes('ada@acme.example'));
    await createTransport(sink.smtpUrl.replace('//', '//any:password@')).sendMail(welcome);
    expect((await coming).sequence).toBe(1);
    await expect(sink.waitFor(() => false, 10)).rejects.toThrow('within 10 ms');
  });

  it('shows the mails as JSON and as a page with the markup escaped', async () => {
    await createTransport(sink.smtpUrl).sendMail(welcome);
    const listed = (await (await fetch(`${sink.httpUrl}/messages?to=it@acme.example`)).json()) as unknown[];
    expect(listed).toHaveLength(1);
    const page = await (await fetch(sink.httpUrl)).text();
    expect(page).toContain('&lt;b&gt;Ada&lt;/b&gt;');
    expect(page).not.toContain('<b>Ada</b>');
    sink.clear();
    expect(await (await fetch(sink.httpUrl)).text()).toContain('Nothing has been sent yet');
  });
});
