/** A small record as a store would have it, without one: three streams, sealed in between, and what `export` asks of it. */
import { chain, EMPTY, type Head } from '../../src/adapters/postgres/chain.ts';
import { generateKeyPair, loadSigner, loadVerifier } from '../../src/adapters/signing/ed25519.ts';
import { type ExportOptions, exportFrames } from '../../src/app/bundle/export.ts';
import type { World } from '../../src/app/world.ts';
import type { BundleVerifier } from '../../src/core/bundle/index.ts';
import { writeSeal } from '../../src/core/evidence/index.ts';
import type { StreamId, TenureEvent } from '../../src/core/evidence/model.ts';
import { caseId, exceptionId } from '../../src/core/shared/ids.ts';
import { type Instant, instantOf, milliseconds } from '../../src/core/shared/instant.ts';
import { sealTime } from '../../src/core/shared/sealTime.ts';
import type { RecordRow, SealBook, SealRow } from '../../src/ports/seals.ts';
import { EXAMPLES } from '../golden/events.ts';

const MINUTE = 60_000;
const BEGIN = Date.parse('2026-03-02T08:00:00.000Z');
export const minute = (n: number): Instant => instantOf(new Date(BEGIN + n * MINUTE));

export interface Keys {
  readonly publicKey: string;
  readonly signer: World['sign'];
  readonly verifier: BundleVerifier;
}

export function freshKeys(): Keys {
  const { privateKey, publicKey } = generateKeyPair();
  const own = loadVerifier(publicKey);
  const signer = loadSigner(privateKey);
  const verify = remembered((text, signature) => own.verify(text, signature));
  const sign = remembered((text) => signer.sign(text));
  return {
    publicKey,
    signer: { keyId: signer.keyId, sign: (text) => sign(text, '') },
    verifier: {
      knows: (keyId) => keyId === own.keyId,
      verify: (text, signature, keyId) => keyId === own.keyId && verify(text, signature),
    },
  };
}

/** Ed25519 says the same of the same each time, and thousands of bundles differ in one place. */
function remembered<Answer>(ask: (text: string, signature: string) => Answer) {
  const known = new Map<string, Answer>();
  return (text: string, signature: string): Answer => {
    const key = `${text} ${signature}`;
    const answer = known.get(key) ?? ask(text, signature);
    known.set(key, answer);
    return answer;
  };
}

/** What the store does with events and seals, in a few lines. */
export function smallStore(clock: () => Instant): SealBook & {
  append(stream: StreamId, events: readonly TenureEvent[], at?: Instant): void;
} {
  const heads = new Map<StreamId, Head>();
  const rows: RecordRow[] = [];
  const seals: SealRow[] = [];
  const sealed = new Map<string, number>();
  let salts = 0;
  const newSalt = () => {
    salts += 1;
    return `salt-${salts}`;
  };
  return {
    append(stream, events, at = clock()) {
      for (const link of chain(heads.get(stream) ?? EMPTY, stream, events, at, newSalt)) {
        heads.set(stream, { seq: link.seq, hash: link.hash });
        const { seq, text, hash, personal } = link;
        rows.push({
          stream,
          seq,
          position: rows.length + 1,
          text,
          hash,
          personal: personal === null ? null : { salt: personal.salt, body: personal.body },
        });
      }
    },
    async make(every, write) {
      const last = seals.at(-1);
      const at = sealTime(last?.at ?? null, clock(), every);
      if (at === null) return null;
      const changed = [...heads]
        .filter(([stream, { seq }]) => seq > (sealed.get(stream) ?? 0))
        .map(([stream, { seq, hash }]) => ({ stream, count: seq, head: hash }));
      if (changed.length === 0) return null;
      for (const { stream, count } of changed) sealed.set(stream, count);
      const seal = seals.length + 1;
      const row = { seal, at, ...write({ seal, at, previous: last?.hash ?? null, streams: heads.size, changed }) };
      seals.push(row);
      return row;
    },
    last: async () => seals.at(-1) ?? null,
    after: async (seal, limit) => seals.slice(seal, seal + limit),
    records: async (position, limit) => rows.slice(position, position + limit),
  };
}

/** A bundle's files by name, as text. */
export type Files = ReadonlyMap<string, string>;

export async function exported(
  seals: SealBook,
  { signer }: Keys,
  at: Instant,
  options: Partial<ExportOptions> = {},
): Promise<Files> {
  const world = {
    store: { seals, read: { now: async () => at } },
    rules: { current: async () => null },
    sign: signer,
    log: { info() {} },
    installation: { version: '0' },
  } as unknown as World;
  const files = new Map<string, string>();
  for await (const { file, text } of exportFrames(world, { from: null, until: null, personal: false, ...options })) {
    files.set(file, `${files.get(file) ?? ''}${text}`);
  }
  return files;
}

export const [FIRST, SECOND] = [caseId('jira', '10001'), caseId('jira', '10002')];

/** Three streams under three seals. */
export async function smallRecord({ signer }: Keys) {
  let now = 0;
  const store = smallStore(() => minute(now));
  const seal = () => store.make(milliseconds(0), (ground) => writeSeal(ground, signer));
  store.append(FIRST, [EXAMPLES.CaseOpened, EXAMPLES.PersonRegistered, EXAMPLES.GrantGiven]);
  store.append('system', [EXAMPLES.PolicyApplied]);
  now = 10;
  await seal();
  store.append(SECOND, [EXAMPLES.CaseOpened, EXAMPLES.LineAsked]);
  store.append(FIRST, [EXAMPLES.MembershipVerified]);
  now = 20;
  await seal();
  store.append(SECOND, [EXAMPLES.DecisionMade, EXAMPLES.LineGranted]);
  store.append(FIRST, [EXAMPLES.GrantEnded, EXAMPLES.RemovalVerified]);
  now = 30;
  await seal();
  return { store, at: minute(now) };
}

export interface SetBackTold {
  readonly expected: Instant;
  readonly shown: Instant;
  /** After so many minutes; `null` = by nobody. */
  readonly confirmedAt: number | null;
  /** Whether anything came between the last seal before the step and the step. */
  readonly isBetween: boolean;
  /** One more event, under the seal of the step or under the next one, and of what time it says it is. */
  readonly stray: { readonly under: 2 | 3; readonly at: number } | null;
}

/** A clock three hours ahead is put right after eight minutes, and has caught up with the first seal under the last one. */
export async function setBackRecord({ signer }: Keys, told: Partial<SetBackTold> = {}) {
  const { expected, shown, confirmedAt, isBetween, stray }: SetBackTold = {
    expected: minute(188),
    shown: minute(8),
    confirmedAt: 30,
    isBetween: true,
    stray: null,
    ...told,
  };
  let now = 180;
  const store = smallStore(() => minute(now));
  const seal = () => store.make(milliseconds(0), (ground) => writeSeal(ground, signer));
  const exception = exceptionId('clock!1');
  const kind = 'clock-stepped';
  store.append(FIRST, [EXAMPLES.CaseOpened]);
  await seal();
  now = 188;
  if (isBetween) store.append(SECOND, [EXAMPLES.CaseOpened]);
  now = 8;
  store.append('system', [{ type: 'ExceptionRaised', exception, kind, detail: { since: shown, expected, shown } }]);
  const strays = (under: number) => {
    if (stray?.under === under) store.append(FIRST, [EXAMPLES.ProfileChanged], minute(stray.at));
  };
  store.append(FIRST, [EXAMPLES.PersonRegistered]);
  strays(2);
  await seal();
  now = 20;
  store.append(FIRST, [EXAMPLES.GrantGiven]);
  strays(3);
  await seal();
  now = confirmedAt ?? 30;
  store.append(
    'system',
    confirmedAt === null
      ? [EXAMPLES.PolicyApplied]
      : [{ type: 'ExceptionSettled', exception, verdict: 'confirm', by: 'ines@acme.example', at: minute(now) }],
  );
  await seal();
  now = 190;
  store.append(FIRST, [EXAMPLES.MembershipVerified]);
  await seal();
  const later = async (to: number, at: number) => {
    now = to;
    store.append(FIRST, [EXAMPLES.GrantEnded], minute(at));
    await seal();
  };
  return { store, at: () => minute(now), later };
}

/** Step after step, each told and confirmed in the record, with an event of the time that is shown then (or `dated`) under its seal. */
export async function steppedRecord(
  { signer }: Keys,
  steps: readonly { readonly from: number; readonly to: number; readonly dated?: number }[],
  /** What the clock really shows under each seal; without it, what the steps say. */
  shows: readonly number[] = steps.map(({ to }) => to),
) {
  let now = 180;
  const store = smallStore(() => minute(now));
  const seal = () => store.make(milliseconds(0), (ground) => writeSeal(ground, signer));
  store.append(FIRST, [EXAMPLES.CaseOpened]);
  await seal();
  for (const [index, { from, to, dated = to }] of steps.entries()) {
    now = shows[index] ?? to;
    const detail = { since: minute(to), expected: minute(from), shown: minute(to) };
    const exception = exceptionId(`clock!${index + 1}`);
    const by = 'ines@acme.example';
    store.append('system', [
      { type: 'ExceptionRaised', exception, kind: 'clock-stepped', detail },
      { type: 'ExceptionSettled', exception, verdict: 'confirm', by, at: minute(now) },
    ]);
    store.append(FIRST, [EXAMPLES.GrantGiven], minute(dated));
    await seal();
  }
  now = 200;
  store.append(FIRST, [EXAMPLES.GrantEnded]);
  await seal();
  return { store, at: () => minute(now) };
}
