/** What others wrote, on every way out: it arrives as what it says, and as nothing else. One table of strings for all ways. */
import { Writable } from 'node:stream';
import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MailSink, startMailSink } from '../../emulators/mail/index.ts';
import { adfOf } from '../../src/adapters/jira/adf.ts';
import { api, createClient } from '../../src/adapters/jira/client.ts';
import { changedSince } from '../../src/adapters/jira/sweep.ts';
import { createSmtpMailer } from '../../src/adapters/mail/index.ts';
import { drawCard } from '../../src/adapters/slack/blocks.ts';
import { render } from '../../src/app/notices/template.ts';
import { clean } from '../../src/cli/print.ts';
import { csvLine } from '../../src/core/shared/csv.ts';
import { html } from '../../src/core/shared/html.ts';
import { connectionId } from '../../src/core/shared/ids.ts';
import { keepable } from '../../src/core/shared/keepableText.ts';
import { describeOnBothStores } from '../support/stores.ts';

const HOSTILE: readonly string[] = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' or 1=1; drop table tenure.event; --",
  '" OR project is not EMPTY ORDER BY "',
  '=HYPERLINK("http://evil.example","x")',
  "+1+cmd|' /C calc'!A0",
  '@SUM(1+1)*cmd',
  '\t=1+1',
  '<!channel> <@U123> <https://evil.example|Jira>',
  '[~accountid:1] {color:red}x{color} !https://evil.example/x.png!',
  '*bold* _it_ `code` ~gone~',
  '{{activationLink}} {{{x}}}',
  'Bcc: all@acme.example',
  'line\r\nBcc: all@acme.example\r\n\r\nbody',
  'line\n{"level":60,"msg":"forged"}',
  '\u001b[2J\u001b[31mred\u001b]0;title\u0007',
  '\u202egnp.exe',
  '../../etc/passwd',
  'a/../../b\0c',
  '%2e%2e%2f',
  '\u2028x\u2029',
  '$1 $& $`',
];

const each = it.each(HOSTILE.map((text) => [JSON.stringify(text), text] as const));
/** Characters that move a cursor, break a line or turn the direction of reading. */
const UNSEEN = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

describe('in a document of Jira', () => {
  each('%s stands in a text node and nowhere else', (_, text) => {
    const document = adfOf([
      { block: 'paragraph', text: [{ text }] },
      { block: 'panel', tone: 'info', text: [{ text }] },
      { block: 'table', head: [text], rows: [[[{ text }]]] },
    ]);
    const types = new Set([...JSON.stringify(document).matchAll(/"type":"(\w+)"/g)].map(([, type]) => type));
    const ours = [
      'doc',
      'paragraph',
      'text',
      'hardBreak',
      'panel',
      'table',
      'tableRow',
      'tableHeader',
      'tableCell',
      'strong',
    ];
    expect([...types].filter((type) => !ours.includes(type ?? ''))).toEqual([]);
    expect(JSON.stringify(document)).not.toContain('"attrs":{"id"');
  });
});

describe('in a message of Slack', () => {
  each('%s is no mention, no link and no format', (_, text) => {
    const link = { says: text, address: `https://jira.example/${text}` };
    const { blocks, text: notification } = drawCard({
      title: text,
      facts: [{ label: text, value: text }],
      notes: [text],
      link,
      buttons: [],
    });
    const marked = [...JSON.stringify(blocks).matchAll(/"type":"mrkdwn","text":"((?:[^"\\]|\\.)*)"/g)].map(
      ([, said = '']) => String(JSON.parse(`"${said}"`)),
    );
    for (const said of [...marked, notification]) {
      // The one piece of markup of ours: the link to the issue.
      expect(said.replace(/^<https:\/\/jira\.example\/[^<>|]*\|[^<>|]*>$/, '')).not.toMatch(/[<>]/);
    }
  });
});

describe('on a page and in a mail', () => {
  each('%s is text in HTML', (_, text) => {
    const { html: markup } = html`<td title="${text}">${text}</td>`;
    expect(markup.slice(4, -5)).not.toMatch(/[<']/);
    expect(markup.match(/"/g)).toHaveLength(2);
    expect(markup).not.toMatch(UNSEEN);
  });

  each('%s fills one place of a template and opens none', (_, text) => {
    const said = render('Hi {{name}}, {{#list}}{{.}};{{/list}}', { name: text, list: [text] }, (value) => value);
    expect(said).toBe(`Hi ${text}, ${text};`);
  });
});

describe('in a mail', () => {
  let sink: MailSink;
  beforeAll(async () => {
    sink = await startMailSink();
  });
  afterAll(() => sink.stop());

  it('nothing of the table makes a header or another recipient, whatever let it through', async () => {
    const connection = {
      kind: 'mail' as const,
      id: connectionId('mail'),
      url: sink.smtpUrl,
      user: null,
      password: null,
    };
    const mailer = createSmtpMailer({ connection });
    for (const [nth, text] of HOSTILE.entries()) {
      const own = { messageId: `m${nth}@acme.example`, from: 'Tenure <tenure@acme.example>', to: ['mia@acme.example'] };
      await mailer.send({ ...own, subject: text, text, html: '<p>x</p>' });
    }
    mailer.close();
    expect(sink.messages()).toHaveLength(HOSTILE.length);
    for (const { to, subject, headers } of sink.messages()) {
      expect(Object.keys(headers)).not.toContain('bcc');
      expect(to).toEqual(['mia@acme.example']);
      expect(subject ?? '').not.toMatch(/[\r\n]/);
    }
  });
});

describe('in a table', () => {
  each('%s is one cell and no formula', (_, text) => {
    const line = csvLine(['a', text, 'b']);
    expect(line.endsWith('\r\n')).toBe(true);
    const cell = line.slice(2, -4);
    const inside = cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
    expect([text, `'${text}`]).toContain(inside);
    expect(inside).not.toMatch(/^\s*[=+\-@|%]/);
  });
});

describe('on a terminal and in the log', () => {
  each('%s moves no cursor and begins no line', (_, text) => {
    expect(clean(text)).not.toMatch(UNSEEN);
  });

  each('%s is one line of the log', (_, text) => {
    const lines: string[] = [];
    const to = new Writable({
      write(chunk, _encoding, done) {
        lines.push(String(chunk));
        done();
      },
    });
    pino({ base: null }, to).warn({ says: text, trouble: new Error(text) }, text);
    expect(lines).toHaveLength(1);
    expect(lines[0]?.slice(0, -1)).not.toMatch(/[\p{Cc}]/u);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 40, says: text, msg: text });
  });
});

describe('in an address and a search of Jira', () => {
  each('%s stays one segment', (_, text) => {
    const address = new URL(api`/issue/${text}/comment`, 'https://acme.example');
    expect(address.pathname.split('/')).toHaveLength(7);
    expect(address.search).toBe('');
  });

  it('half of a character stands in it as one that could not be read', () => {
    expect(api`/issue/${'PEO-\ud83d'}`).toBe(`/rest/api/3/issue/PEO-${encodeURIComponent('\ufffd')}`);
  });

  each('%s is one quoted word of a query', async (_, text) => {
    const asked: string[] = [];
    const client = createClient({
      connection: { baseUrl: 'https://acme.example', auth: { email: 'bot@acme.example' } },
      token: 'x',
      fetch: async (_address: string, init: { readonly body?: unknown } = {}) => {
        asked.push(String(JSON.parse(String(init.body)).jql));
        return new Response('{"issues":[]}', { headers: { 'content-type': 'application/json' } });
      },
      now: () => 0,
    } as unknown as Parameters<typeof createClient>[0]);
    const cases = [{ project: text }] as unknown as Parameters<typeof changedSince>[1];
    const since = '1970-01-01T00:00:00.000Z' as Parameters<typeof changedSince>[2];
    for await (const _found of changedSince(client, cases, since));
    const [jql = ''] = asked;
    // What is in quotes, with its escapes; nothing of the text stands outside.
    expect(jql.replace(/"(?:[^"\\]|\\.)*"/gs, 'Q')).toBe('project in (Q) AND updated >= Q ORDER BY updated ASC');
  });
});

describeOnBothStores('in the store', (makeStore) => {
  it('is looked for as it is written, finds nobody, and changes nothing', async () => {
    const { store, databases } = await makeStore();
    for (const text of [...HOSTILE, 'half \ud83d of it']) {
      // A zero byte is in no text of PostgreSQL's: whoever asks is refused before it is asked (doors.test.ts), and the store refuses too.
      if (text.includes('\0')) await expect(store.read.findPersons(text)).rejects.toThrow();
      const said = keepable(text);
      expect(await store.read.findPersons(said)).toEqual([]);
      expect(await store.read.caseByKey(said)).toBeNull();
    }
    const { rows } = await sql<{ there: boolean }>`select to_regclass('tenure.event') is not null as there`.execute(
      databases.main,
    );
    expect(rows).toEqual([{ there: true }]);
  });
});
