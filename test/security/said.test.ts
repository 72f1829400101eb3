/** Whoever looks through what was said in a run finds a secret in it: by what it is, or by its shape. */
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { SECRETS } from '../../examples/acme/company.ts';
import { generateKeyPair } from '../../src/adapters/signing/ed25519.ts';
import { lookThrough, secretsIn } from '../support/said.ts';

// Put together here: said as they are, when one of these tests fails, they would be found in its own words.
const KEY = generateKeyPair().privateKey;
const SAID: readonly (readonly [what: string, line: string])[] = [
  ['a private key', JSON.stringify({ key: KEY })],
  ['a private key without its frame', KEY.split('\n')[1] ?? ''],
  ['a token in a header', `{"authorization":"${'SSWS'} 00abcdefgh"}`],
  ['a token in a header', `${'Bearer'} 7Q2d-kkq_0Zb`],
  ['a name and a password in a header', `authorization: ${'Basic'} ${btoa('tenure:a-long-password')}`],
  ['a token of Slack', ['xoxb', '12345678', 'abcdef'].join('-')],
  ['a password in an address', `connect to postgres://tenure:${'h0tdog'}@db/tenure`],
  ['an activation link', `see https://acme.okta.example/${'welcome'}/AbCdEf0123456789`],
];

describe('what was said', () => {
  it.each(SAID)('is looked through for %s', (what, line) => expect(secretsIn(line)).toContain(what));

  it('is looked through for every secret of the example, and for none in a longer name of ours', () => {
    for (const [name, secret] of Object.entries(SECRETS)) {
      expect([name, secretsIn(`{"got":"${secret}"}`).includes(name)]).toEqual([name, true]);
      expect([name, secretsIn(`x-${secret}: none`).includes(name)]).toEqual([name, false]);
    }
  });

  it.each([
    'connect ECONNREFUSED 127.0.0.1:1',
    'postgres://tenure@127.0.0.1:5432/postgres',
    'postgres://USER:[redacted]@db/tenure',
    '{"authorization":"[redacted]","token":"[redacted]"}',
    'look at https://acme.example/welcome, and ask the bearer',
  ])('may say: %s', (line) => expect(secretsIn(line)).toEqual([]));

  it('tells who said which secret where, also one that was planted after it was said', () => {
    const kept = mkdtempSync(join(tmpdir(), 'tenure-looked-'));
    onTestFinished(() => rmSync(kept, { recursive: true }));
    appendFileSync(join(kept, 'services-1.said'), 'info ready\nwarn the word is sesame-open-9\n');
    appendFileSync(join(kept, 'commands-1.said'), 'nothing\n');
    expect(lookThrough(kept)).toMatchObject({ lines: 3, by: { services: 2, commands: 1 }, leaks: [] });
    appendFileSync(join(kept, 'planted.json'), '{"the word":"sesame-open-9"}\n{"the word":"another-one-7"}\n');
    expect(lookThrough(kept).leaks).toEqual(['the word in services-1.said, line 2']);
  });
});
