/** What a mail server does to a mail. */
import { createTransport } from 'nodemailer';
import { describe, expect, it } from 'vitest';
import type { Fault } from '../../kit/faults/fault.ts';
import { isObject } from '../../kit/json.ts';
import { lay, mail, met, pass } from './standIns.ts';

export function onMail(): void {
  describe('the mail server', () => {
    const send = async (patience: number) => {
      const transport = createTransport({ url: mail.smtpUrl, socketTimeout: patience });
      try {
        await transport.sendMail({
          from: 'tenure@acme.example',
          to: 'ada@acme.example',
          subject: 'x',
          text: 'x',
          messageId: '<one@tenure>',
        });
        return 250;
      } catch (error) {
        const code = isObject(error) ? error.responseCode : undefined;
        return code ?? 0;
      } finally {
        transport.close();
      }
    };

    it.each<[string, Fault, number, number]>([
      ['refuses whoever connects', { do: 'refuse', operation: 'connect', status: 421 }, 421, 0],
      ['refuses a recipient', { do: 'refuse', operation: 'recipient', status: 550, body: 'No such mailbox' }, 550, 0],
      ['refuses the content for now', { do: 'refuse', operation: 'data', status: 451 }, 451, 0],
      ['cuts before the content is kept', { do: 'drop', operation: 'data' }, 0, 0],
      ['cuts after the content is kept', { do: 'lose-response', operation: 'data' }, 0, 1],
      ['never says whether it kept the content', { do: 'never-answer', operation: 'data', work: true }, 0, 1],
      ['never answers', { do: 'never-answer', operation: 'data' }, 0, 0],
      ['is down', { do: 'down', until: '1h' }, 0, 0],
      ['is slow', { do: 'delay', by: '20ms' }, 250, 1],
    ])('%s', async (_, fault, code, kept) => {
      mail.clear();
      lay(mail.faults, fault);
      expect(await send(fault.do === 'never-answer' ? 150 : 30_000)).toBe(code);
      expect(mail.count('<one@tenure>')).toBe(kept);
      expect(met(mail.log)).toHaveLength(1);
      pass(3_600_000);
      expect(await send(30_000)).toBe(250);
      expect(mail.count('<one@tenure>')).toBe(kept + 1);
    });
  });
}
