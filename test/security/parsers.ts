/**
 * Every place where bytes from outside become values: what feeds it, by the file it stands in. A file that decodes something
 * and stands neither here nor among those with a reason fails the test beside this table.
 */
import { createHmac } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readDelivery as readFromJira } from '../../src/adapters/jira/index.ts';
import { plainText } from '../../src/adapters/jira/text.ts';
import { readValue } from '../../src/adapters/jira/values.ts';
import { eventHookOf } from '../../src/adapters/okta/eventHook.ts';
import { createOktaProvider } from '../../src/adapters/okta/index.ts';
import { limitHeaders, retryAtOf } from '../../src/adapters/okta/retryAt.ts';
import { generateKeyPair, loadVerifier } from '../../src/adapters/signing/ed25519.ts';
import { readDelivery as readFromSlack } from '../../src/adapters/slack/delivery.ts';
import { readCommand, readEvent, readInteraction } from '../../src/adapters/slack/payloads.ts';
import { personOf } from '../../src/app/evidence/rebuild.ts';
import { placeOf } from '../../src/app/operations/cursor.ts';
import { sealsOn } from '../../src/app/restore/sealsOn.ts';
import { eventLines, readKnownSeal } from '../../src/bundleFolder.ts';
import { bundleCheck } from '../../src/core/bundle/index.ts';
import { readSeal } from '../../src/core/evidence/seal.ts';
import { verifyPieces } from '../../src/core/evidence/verifyPieces.ts';
import { parsePolicy } from '../../src/core/policy/index.ts';
import type { OktaConnection } from '../../src/core/policy/model.ts';
import { filesOf, policyIn, SMALL } from '../../src/core/policy/testing/policies.ts';
import { readRoster } from '../../src/core/roster/index.ts';
import { connectionId } from '../../src/core/shared/ids.ts';
import { instantOf } from '../../src/core/shared/instant.ts';
import { jsonIn, unkeepableIn } from '../../src/core/shared/keepableText.ts';
import { readNamedFile } from '../../src/namedFile.ts';
import { callerOf, ownCaller } from '../../src/server/callers.ts';
import { readServiceFile } from '../../src/serviceFile.ts';

export interface Parser {
  /** Where it stands: the files that decode. */
  readonly files: readonly string[];
  readonly name: string;
  /** Something it takes: what is tried are changes of it, besides what no sender ever means. */
  readonly sample: string;
  /** Of another parser's kind and dear: fed less. */
  readonly less?: true;
  /** Throws nothing but a mistake or a fault with a name. */
  feed(text: string, bytes: Uint8Array): unknown;
}

const SECRET = 'a-secret-of-the-test';
const sign = (what: Uint8Array | string, before = '') =>
  createHmac('sha256', SECRET).update(before).update(what).digest('hex');
const json = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};
const folder = mkdtempSync(join(tmpdir(), 'tenure-parsers-'));
const fileOf = (bytes: Uint8Array, name = 'given') => {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
};

const OKTA: OktaConnection = {
  kind: 'okta',
  id: connectionId('okta'),
  baseUrl: 'https://org.okta.test',
  auth: { kind: 'private-key-jwt', clientId: 'us', key: { env: 'KEY' }, keyId: null },
  markAttribute: 'tenureMark',
  eventHookSecret: { env: 'HOOK' },
  rateShare: 0.5,
};
const hook = eventHookOf(OKTA, SECRET, { known: () => 'us', ask: async () => 'us' });
const verifier = loadVerifier(generateKeyPair().publicKey);
const bundleVerifier = { knows: () => true, verify: () => true };
const { settings } = policyIn();
const NOW = 1_770_000_000_000;

const ISSUE =
  '{"webhookEvent":"jira:issue_updated","issue":{"id":"10001","key":"PEO-1","fields":{"parent":{"id":"10000"}}}}';
const PRESS =
  '{"type":"block_actions","user":{"id":"U1"},"trigger_id":"1","actions":[{"action_id":"question.approve","value":"v"}]}';
const LINE =
  '{"data":{"events":[{"uuid":"1","published":"2026-03-02T08:00:00.000Z","eventType":"user.lifecycle.suspend","target":[{"id":"00u1","type":"User"}]}]}}';
const HASH = '0'.repeat(64);
const SEAL = `{"at":"2026-03-02T08:00:00.000Z","changed":[{"count":1,"head":"${HASH}","stream":"jira:1"}],"format":"tenure-seal-1","keyId":"k","previous":"${HASH}","seal":1,"signature":"s","streams":1}`;
const PIECE =
  '{"format":"tenure-record-1","stream":"jira:1","keyId":"k","signature":"s","piece":0,"count":0,"first":null,"last":null,"head":null,"pieces":[],"attachment":null}';
const PERSONAL_LINE = '{"salt":"s","seq":1,"stream":"jira:1","text":{"name":"x"}}';

export const PARSERS: readonly Parser[] = [
  {
    files: ['src/adapters/jira/webhook.ts', 'src/adapters/jira/hint.ts', 'src/adapters/jira/errors.ts'],
    name: 'a webhook of Jira, rightly signed',
    sample: ISSUE,
    feed: (_, rawBody) =>
      readFromJira({
        headers: { 'x-hub-signature': `sha256=${sign(rawBody)}` },
        rawBody,
        secret: SECRET,
        automationToken: null,
      }),
  },
  {
    files: ['src/adapters/jira/webhook.ts'],
    name: 'the headers of a webhook of Jira',
    sample: `sha256=${sign(ISSUE)}`,
    feed: (text) =>
      ['x-hub-signature', 'x-tenure-token', 'x-atlassian-webhook-identifier'].map((name) =>
        readFromJira({
          headers: { [name]: text },
          rawBody: new TextEncoder().encode(ISSUE),
          secret: SECRET,
          automationToken: SECRET,
        }),
      ),
  },
  {
    files: ['src/adapters/jira/values.ts', 'src/adapters/jira/text.ts'],
    name: 'a field of a form, plain or a document',
    sample: '{"type":"doc","version":1,"content":[{"type":"paragraph","content":[{"type":"text","text":"hi"}]}]}',
    feed: (text) => [
      plainText(json(text), 4_000),
      ...['string', 'date', 'datetime', 'user', 'option', 'array', 'any'].map((type) => readValue(json(text), type)),
    ],
  },
  {
    files: ['src/adapters/slack/delivery.ts', 'src/adapters/slack/origin.ts', 'src/adapters/slack/viewState.ts'],
    name: 'a request of Slack, rightly signed',
    sample: `payload=${encodeURIComponent(PRESS)}`,
    feed: (_, rawBody) => {
      const time = String(Math.floor(NOW / 1_000));
      const headers = {
        'x-slack-request-timestamp': time,
        'x-slack-signature': `v0=${sign(rawBody, `v0:${time}:`)}`,
      };
      return readFromSlack({ headers, rawBody, secret: SECRET, ours: { team: 'T1', app: 'A1' }, now: NOW });
    },
  },
  {
    files: ['src/adapters/slack/delivery.ts'],
    name: 'the headers of a request of Slack',
    sample: `v0=${'a'.repeat(64)}`,
    feed: (text) =>
      readFromSlack({
        headers: { 'x-slack-request-timestamp': text, 'x-slack-signature': text },
        rawBody: new Uint8Array(),
        secret: SECRET,
        ours: { team: 'T1', app: 'A1' },
        now: NOW,
      }),
  },
  {
    files: ['src/adapters/slack/payloads.ts', 'src/adapters/slack/socket.ts'],
    name: 'a payload of Slack, by whichever way',
    sample: PRESS,
    feed: (text) => [readInteraction(json(text)), readEvent(json(text)), readCommand(json(text))],
  },
  {
    files: ['src/adapters/okta/eventHook.ts', 'src/adapters/okta/logLine.ts', 'src/adapters/okta/auth.ts'],
    name: 'an event hook of Okta and the lines in it',
    sample: LINE,
    feed: (_, bytes) => hook.read({ authorization: SECRET }, bytes),
  },
  {
    files: ['src/adapters/okta/activity.ts', 'src/adapters/okta/logLine.ts'],
    name: 'a page of the System Log, and its link to the next',
    sample:
      '[{"published":"2026-03-02T08:00:00.000Z","eventType":"user.lifecycle.suspend","target":[{"id":"00u1","type":"User"}]}]',
    feed: async (text) => {
      const next = `<${OKTA.baseUrl}/api/v1/logs?after=1>; rel="next"`;
      const get = (name: string) => (name.toLowerCase() === 'link' ? `${next}, ${text}` : null);
      const provider = createOktaProvider({
        connection: { ...OKTA, auth: { kind: 'api-token', token: { env: 'TOKEN' } } },
        secret: SECRET,
        now: () => NOW,
        fetch: async (url) => ({
          status: 200,
          headers: { get },
          text: async () => (url.endsWith('/users/me') ? '{"id":"us"}' : url.includes('after=') ? '[]' : text),
        }),
      });
      const since = instantOf(new Date(NOW));
      return provider.readActivity({ cursor: null, since }, { lane: 'ordinary', timeoutMilliseconds: 1_000 });
    },
  },
  {
    files: ['src/adapters/okta/retryAt.ts'],
    name: 'the limit headers of an answer',
    sample: '1770000060',
    feed: (text) => {
      const headers = { get: () => text };
      return [limitHeaders(headers, NOW), retryAtOf(headers, NOW)];
    },
  },
  ...(['settings', 'catalogue', 'table', 'requests'] as const).map(
    (part): Parser => ({
      files: ['src/core/policy/read/yaml.ts', 'src/core/policy/read/csv.ts'],
      ...(part === 'settings' ? {} : { less: true }),
      name: `a policy's ${part}`,
      sample: part === 'requests' ? 'rules:\n  any: { steps: [[manager]] }\n' : SMALL[part],
      feed: (text) => parsePolicy(filesOf({ ...SMALL, [part]: text })),
    }),
  ),
  {
    files: ['src/core/policy/read/csv.ts'],
    name: 'a list of HR',
    sample: 'Employee,First name,Last day\nE1,Mara,2026-03-02\n#total,1\n#as-of,2026-03-02\n',
    feed: (text) => readRoster(text, { total: null, asOf: null }, settings),
  },
  {
    files: [
      'src/core/bundle/check.ts',
      'src/core/bundle/manifest.ts',
      'src/core/bundle/streamCheck.ts',
      'src/core/evidence/seal.ts',
    ],
    name: 'the files of a bundle',
    sample: PERSONAL_LINE,
    feed: (text) => {
      const check = bundleCheck(bundleVerifier);
      check.manifest(text);
      check.seal(SEAL);
      for (const line of [text, SEAL]) {
        check.seal(line);
        check.event(line);
        check.personal(line);
      }
      return check.outcome();
    },
  },
  {
    files: ['src/core/evidence/seal.ts', 'src/bundleFolder.ts', 'src/namedFile.ts'],
    name: 'a seal in a file, and a file of events',
    sample: SEAL,
    feed: async (text, bytes) => {
      readSeal(text);
      readNamedFile(fileOf(bytes, 'events.jsonl'));
      for await (const _ of eventLines(folder));
      return readKnownSeal(fileOf(bytes));
    },
  },
  {
    files: ['src/core/evidence/verifyPieces.ts'],
    name: 'the pieces of a record on an issue',
    sample: PIECE,
    feed: (text, bytes) => [
      verifyPieces(json(text), [json(text)], bytes, bundleVerifier),
      verifyPieces(
        { ...headOf(), pieces: [HASH] },
        [{ format: 'tenure-record-1', stream: 'jira:1', keyId: 'k', signature: 's', piece: 1, events: [json(text)] }],
        null,
        bundleVerifier,
      ),
    ],
  },
  {
    files: ['src/core/evidence/sealPieces.ts', 'src/app/restore/sealsOn.ts'],
    name: 'the seals on an issue',
    sample: `{"format":"tenure-seal-head-1","hash":"${HASH}","pieces":["${HASH}"],"attachment":null}`,
    feed: async (text, bytes) => {
      const tracker = { readAttachment: async () => bytes };
      const head = { format: 'tenure-seal-head-1', hash: HASH, pieces: [], attachment: { name: text } };
      const issue = { id: '1', key: 'PEO-1', isCase: false };
      const on = (odd: unknown) =>
        new Map([
          ['tenure.seal.odd', odd],
          ['tenure.seal.odd.1', json(text)],
        ]);
      return [await sealsOn(tracker, issue, on(json(text))), await sealsOn(tracker, issue, on(head))];
    },
  },
  {
    files: ['src/adapters/signing/ed25519.ts'],
    name: 'a signature',
    sample: 'c2lnbmF0dXJl',
    feed: (text) => verifier.verify('text', text),
  },
  {
    files: ['src/core/shared/keepableText.ts'],
    name: 'the JSON of an outside system',
    sample: '{"a\\u0000":["b\\ud800",{"c":1}]}',
    feed: (text) => {
      const read = jsonIn(text);
      const unkeepable = unkeepableIn({ read });
      if (unkeepable.length > 0) throw new Error('what was read cannot be kept');
      return read;
    },
  },
  {
    files: ['src/app/operations/cursor.ts'],
    name: 'the cursor of a list',
    sample: 'WyJhIiwiYiJd',
    feed: (text) => placeOf(text, 2),
  },
  {
    files: ['src/server/callers.ts'],
    name: 'the token of the API',
    sample: `Bearer ${SECRET}`,
    feed: (text) => callerOf(text, [ownCaller('another-token-of-the-test')]),
  },
  {
    files: ['src/app/evidence/rebuild.ts'],
    name: 'a stored line that names somebody',
    sample: '{"type":"PersonRegistered","body":{"person":"mara"}}',
    feed: (text) => personOf([{ text }, { text: `"type":"PersonRegistered"${text}` }]),
  },
  {
    files: ['src/serviceFile.ts'],
    name: 'the address of the service',
    sample: '{"url":"http://127.0.0.1:4100","pid":1,"token":"a-token-of-the-test"}',
    feed: (_, bytes) => {
      fileOf(bytes, 'service.json');
      return readServiceFile(folder);
    },
  },
];

function headOf() {
  const read: unknown = JSON.parse(PIECE);
  return typeof read === 'object' ? read : {};
}

/** Decoding that nobody outside has a hand in, or that is tried elsewhere, and why. */
export const NOT_FED: Readonly<Record<string, string>> = {
  'src/adapters/jira/client.ts': 'writes a query, and reads what keepableText.ts does, then a schema',
  'src/adapters/okta/client.ts': 'reads what keepableText.ts does, then a schema',
  'src/adapters/okta/appLog.ts': 'writes a query, reads none',
  'src/adapters/okta/apps.ts': 'writes a query, reads none',
  'src/adapters/postgres/folderLock.ts': 'our own file in our own folder; test/store/processes.test.ts spoils it',
  'src/app/desk/decision.ts': 'the token of a button of ours in a signed press; JSON behind a catch, then a schema',
  'src/app/desk/exceptionForms.ts': 'the token of a form of ours in a signed press; JSON behind a catch, then a schema',
  'src/app/desk/own.ts': 'the token of a button of ours in a signed press; JSON behind a catch, then a schema',
  'src/app/restore/fold.ts': 'events of a record whose signature, digests and chain held; the pieces are fed above',
  'src/cli/ask.ts': 'what our own service answers to our own token; anything else is a sentence of a refusal',
  'src/cli/askExport.ts': 'what our own service answers to our own token',
  'src/version.ts': 'our own package.json',
  'src/core/evidence/events/stored.ts': 'rows of our own store; test/cli/verify.test.ts spoils them',
  'src/core/evidence/pieces.ts': 'rows of our own store; test/cli/verify.test.ts spoils them',
  'src/server/api.ts': 'JSON behind a catch, then a schema; test/security/doors.test.ts feeds the routes',
  'src/server/rest/routes.ts': 'JSON behind a catch, then a schema; test/security/doors.test.ts feeds the routes',
};
