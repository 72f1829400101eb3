/** Pages and forms at Slack's limits, taken by the stand-in that refuses what Slack refuses; what people wrote stays text. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  DEFAULT_APP,
  demoWorkspace,
  type SlackEmulator,
  startSlackEmulator,
  wordsOf,
} from '../../emulators/slack/index.ts';
import { createLeanFetch } from '../../src/adapters/http/leanFetch.ts';
import { createSlackDesk } from '../../src/adapters/slack/index.ts';
import { connectionId, deskUserId } from '../../src/core/shared/ids.ts';
import type { Desk, DeskField, DeskPage, DeskRow } from '../../src/ports/desk.ts';

let slack: SlackEmulator;
let desk: Desk;
const ADA = 'ada@acme.example';

beforeAll(async () => {
  slack = await startSlackEmulator({ seed: demoWorkspace(), limits: 'off' });
  desk = createSlackDesk({
    connection: {
      kind: 'slack',
      id: connectionId('slack'),
      baseUrl: slack.url,
      token: { env: 'SLACK_BOT_TOKEN' },
      appToken: null,
      signingSecret: null,
      team: null,
      app: null,
    },
    token: DEFAULT_APP.botToken,
    appToken: null,
    signingSecret: DEFAULT_APP.signingSecret,
    fetch: createLeanFetch(),
    onTrouble: () => {},
  }).desk;
});
afterAll(() => slack.stop());

const ada = () => slack.as(ADA);
const idOf = () => deskUserId(slack.workspace.users.find(ADA).id);
const blocksOf = (view: { readonly spec: object } | undefined): readonly object[] =>
  view !== undefined && 'blocks' in view.spec && Array.isArray(view.spec.blocks) ? view.spec.blocks : [];

const HOSTILE = '<!channel> *bold* <@U0ADA> &amp; <https://evil.example|Approve>\u202e\u0000';
const row = (edit: Partial<DeskRow> = {}): DeskRow => ({
  title: 'Figma: editor',
  says: ['No end is set.'],
  link: { says: 'PEO-1', address: 'https://jira.example/browse/PEO-1' },
  buttons: [],
  ...edit,
});
const button = (token: string) => ({
  action: `access.${token}`,
  says: 'Give back',
  token,
  confirm: { says: 'Sure?', yes: 'Yes' },
});
const page = (edit: Partial<DeskPage> = {}): DeskPage => ({ buttons: [], says: [], sections: [], ...edit });
const rows = (count: number, edit?: Partial<DeskRow>) => Array.from({ length: count }, () => row(edit));

async function shows(one: DeskPage): Promise<string> {
  await desk.showPage(idOf(), one, null);
  return wordsOf(ada().home?.spec);
}

describe('a page', () => {
  it('of more than a view holds shows what fits of the longest part, and says how much it leaves out', async () => {
    const two = [button('one'), button('two')];
    const shown = await shows(
      page({
        says: ['A sentence.'],
        buttons: [button('ask')],
        sections: [
          { title: 'Mine', none: null, rows: rows(300) },
          { title: 'Waiting', none: null, rows: rows(20, { buttons: two }), more: 180 },
          { title: 'None', none: 'There is nothing.', rows: [] },
        ],
      }),
    );
    const blocks = blocksOf(ada().home);
    expect(blocks).toHaveLength(100);
    const left = Number(/And (\d+) more\./.exec(shown)?.[1]);
    // Two lines above, three titles, twenty rows of two, three notes: the rest is the long list's.
    expect(left).toBe(300 - (100 - 2 - 3 - 40 - 3));
    // Those that were never given to be drawn are counted too.
    expect(shown).toContain('And 180 more.');
    expect(shown).toContain('There is nothing.');
  });

  it('holds everything at the longest it may be', async () => {
    const long = 'x'.repeat(5_000);
    const many = Array.from({ length: 40 }, (_, nth) => ({
      ...button(`b${nth}`),
      says: long,
      confirm: { says: long, yes: long },
    }));
    const most = row({ title: long, says: [long, long, long, long, long], buttons: many });
    await shows(
      page({
        says: Array.from({ length: 10 }, () => long),
        buttons: many,
        sections: [{ title: long, none: long, rows: [most] }],
      }),
    );
    expect(blocksOf(ada().home).length).toBeGreaterThan(3);
  });

  it('makes nothing of what people wrote: no mention, no link, no sign that turns the text around', async () => {
    await shows(
      page({
        says: [HOSTILE],
        sections: [{ title: HOSTILE, none: null, rows: [row({ title: HOSTILE, says: [HOSTILE] })] }],
      }),
    );
    const markup =
      JSON.stringify(blocksOf(ada().home))
        .match(/"type":"mrkdwn"[^}]*/g)
        ?.join('') ?? '';
    expect(markup).toContain('&lt;!channel&gt; ');
    expect(markup).not.toMatch(/<!channel>|<@U0ADA>|<https:\/\/evil/);
    expect(JSON.stringify(blocksOf(ada().home))).not.toMatch(/\u202e|\\u0000/);
    const odd = { link: { says: 'PEO-1', address: 'javascript:alert(1)' } };
    expect(await shows(page({ sections: [{ title: 'Mine', none: null, rows: rows(1, odd) }] }))).not.toContain(
      'javascript',
    );
  });

  it('drawn from an older state than what stands there is refused', async () => {
    const seen = await desk.showPage(idOf(), page({ says: ['One'] }), null);
    const newer = await desk.showPage(idOf(), page({ says: ['Two'] }), seen);
    await expect(desk.showPage(idOf(), page({ says: ['Three'] }), seen)).rejects.toMatchObject({ kind: 'conflict' });
    await desk.showPage(idOf(), page({ says: ['Four'] }), newer);
    expect(wordsOf(ada().home?.spec)).toBe('Four');
  });
});

const FIELDS: readonly DeskField[] = [
  {
    kind: 'search',
    id: 'what',
    label: 'What',
    hint: 'x'.repeat(3_000),
    tellsAtOnce: true,
    chosen: [
      { value: 'v', says: 'V' },
      { value: 'w', says: 'W' },
    ],
    most: 10,
  },
  {
    kind: 'choice',
    id: 'how-long',
    label: 'x'.repeat(3_000),
    options: Array.from({ length: 150 }, (_, nth) => ({
      value: String(nth),
      says: 'x'.repeat(200),
      more: 'y'.repeat(200),
    })),
    chosen: '7',
  },
  { kind: 'tick', id: 'emergency', label: 'Emergency', says: 'x'.repeat(200), optional: true },
  { kind: 'text', id: 'reason', label: 'Why', longest: 30_000 },
  { kind: 'person', id: 'for-whom', label: 'For whom', optional: true },
];

describe('a form', () => {
  const form = {
    name: 'access.form',
    title: 'x'.repeat(50),
    submit: 'Ask',
    token: 't',
    says: [HOSTILE],
    fields: FIELDS,
  };

  it('at its limits is opened, and changed by whoever sees its newest state', async () => {
    const { client } = { client: slack.workspace.triggers };
    const ticket = () => client.issue(slack.workspace.users.find(ADA).id);
    await desk.openForm(ticket(), form);
    const before = ada().modal;
    if (before === undefined) throw new Error('no form');
    expect(JSON.stringify(before.spec)).toContain('"value":"99"');
    expect(JSON.stringify(before.spec)).not.toContain('"value":"100"');
    const place = { form: before.id, seen: before.hash };
    await desk.changeForm(place, { ...form, says: ['Changed'] });
    expect(wordsOf(ada().modal?.spec)).toContain('Changed');
    await expect(desk.changeForm(place, form)).rejects.toMatchObject({ kind: 'conflict' });
    await expect(desk.openForm('used-up', form)).rejects.toMatchObject({
      kind: expect.stringMatching(/invalid|missing/),
    });
  });
});
