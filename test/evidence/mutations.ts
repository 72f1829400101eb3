/**
 * Every single change that can be made to a small bundle, and by whom:
 *
 *   as it lies        a file is changed, nothing else is
 *   manifest anew     and the manifest is counted, hashed and signed again with the true key
 *   chain anew        and every hash behind the change in its stream is computed again, too
 *   foreign key       and everything is signed with another key
 *   seals anew        and all is signed anew with the true key: only a seal known from elsewhere tells
 *
 * Where an insider with the true key changes what nothing but the manifest vouches for (the readable files, the order
 * between streams), only somebody else's copy could tell; such changes are tried as the files lie, and with a foreign key.
 */
import { EVENTS, type KnownSeal, MANIFEST, PERSONAL, SEALS } from '../../src/core/bundle/index.ts';
import { GENESIS } from '../../src/core/evidence/index.ts';
import { canonical, sha256 } from '../../src/core/shared/canonical.ts';
import { checkFiles, linesOf, textOf } from './checkFiles.ts';
import type { Files, Keys } from './smallRecord.ts';

export type Layer = 'as it lies' | 'manifest anew' | 'chain anew' | 'foreign key' | 'seals anew';

interface Change {
  readonly name: string;
  readonly files: Files;
  /** Beside `as it lies` and `foreign key`. */
  readonly layers: readonly Layer[];
}

export interface Tried {
  readonly tried: number;
  readonly detected: number;
  readonly by: Readonly<Record<Layer, number>>;
  readonly missed: readonly string[];
}

export function tryAll(whole: Files, keys: Keys, foreign: Keys): Tried {
  const lastSeal = linesOf(whole.get(SEALS)).at(-1) ?? '';
  const known: KnownSeal[] = [{ seal: linesOf(whole.get(SEALS)).length, hash: sha256(lastSeal) }];
  const by = { 'as it lies': 0, 'manifest anew': 0, 'chain anew': 0, 'foreign key': 0, 'seals anew': 0 };
  const missed: string[] = [];
  let tried = 0;
  for (const change of changesOf(whole)) {
    for (const layer of ['as it lies', 'foreign key', ...change.layers] as const) {
      const files = remade(change.files, layer, layer === 'foreign key' ? foreign : keys);
      if (sameAs(files, whole)) continue;
      tried += 1;
      const { whole: isWhole, after } = checkFiles(files, keys.verifier, layer === 'seals anew' ? known : []);
      // A seal that was taken off the end leaves its events under none, and they are named.
      if (isWhole && after.events === 0) missed.push(`${layer}: ${change.name}`);
      else by[layer] += 1;
    }
  }
  return { tried, detected: tried - missed.length, by, missed };
}

const sameAs = (files: Files, whole: Files) =>
  files.size === whole.size && [...files].every(([name, text]) => whole.get(name) === text);

// ---- the changes -----------------------------------------------------------------------------------------

function* changesOf(whole: Files): Generator<Change> {
  yield* lineChanges(whole, EVENTS, ['manifest anew', 'chain anew', 'seals anew']);
  yield* lineChanges(whole, SEALS, ['manifest anew']);
  yield* lineChanges(whole, PERSONAL, []);
  yield* cutStreams(whole);
  const leaves = leafChanges(linesOf(whole.get(MANIFEST))[0] ?? '');
  for (const [what, line] of leaves) yield change(whole, MANIFEST, `manifest: ${what}`, `${line}\n`);
  for (const [name, text] of whole) {
    yield { name: `${name} is gone`, files: without(whole, name), layers: [] };
    for (const [what, other] of textChanges(text)) yield change(whole, name, `${name}: ${what}`, other);
  }
  yield change(whole, 'another.txt', 'a file more', 'read me\n');
}

const change = (whole: Files, file: string, name: string, text: string, layers: readonly Layer[] = []): Change => ({
  name,
  files: new Map([...whole, [file, text]]),
  layers,
});

const without = (whole: Files, file: string): Files => new Map([...whole].filter(([name]) => name !== file));

/** Each line: every field changed and taken off, dropped, doubled, spelled otherwise, moved past its neighbour. */
function* lineChanges(whole: Files, file: string, layers: readonly Layer[]): Generator<Change> {
  const lines = linesOf(whole.get(file));
  for (const [at, line] of lines.entries()) {
    const put = (...others: readonly string[]) => textOf([...lines.slice(0, at), ...others, ...lines.slice(at + 1)]);
    const of = `${file} ${at + 1}`;
    for (const [what, other] of leafChanges(line)) yield change(whole, file, `${of}: ${what}`, put(other), layers);
    yield change(whole, file, `${of} is dropped`, put(), layers);
    yield change(whole, file, `${of} is doubled`, put(line, line), layers);
    const spelled = put(line.replace(',', ', '));
    // How a personal text is spelled says nothing: its value is what was hashed.
    yield change(whole, file, `${of} has a blank more`, spelled, layers.slice(0, 1));
    yield change(whole, file, `${of} is nothing`, put(''), layers);
    const next = lines[at + 1];
    if (next === undefined) continue;
    const isOneStream = file !== EVENTS || streamOf(line) === streamOf(next);
    const swapped = textOf([...lines.slice(0, at), next, line, ...lines.slice(at + 2)]);
    yield change(whole, file, `${of} changes places with the next`, swapped, isOneStream ? layers.slice(0, 1) : []);
  }
}

/** The last events of each stream, one more each time, to the whole stream. */
function* cutStreams(whole: Files): Generator<Change> {
  const lines = linesOf(whole.get(EVENTS));
  for (const stream of new Set(lines.map(streamOf))) {
    const own = lines.filter((line) => streamOf(line) === stream);
    for (let left = own.length - 1; left >= 0; left -= 1) {
      const kept = new Set(own.slice(0, left));
      const text = textOf(lines.filter((line) => streamOf(line) !== stream || kept.has(line)));
      yield change(whole, EVENTS, `${stream} ends after ${left}`, text, ['manifest anew', 'seals anew']);
    }
  }
}

const streamOf = (line: string): string => JSON.parse(line).stream;

/** Every leaf of a JSON text, changed into another of its kind and taken off; times also moved to the day before. */
function* leafChanges(line: string): Generator<readonly [string, string]> {
  for (const path of pathsIn(JSON.parse(line), [])) {
    const leaf = leafAt(JSON.parse(line), path);
    for (const other of othersOf(leaf)) {
      yield [`${path.join('.')} becomes ${JSON.stringify(other)}`, canonical(edited(JSON.parse(line), path, other))];
    }
  }
}

type Path = readonly (string | number)[];

function* pathsIn(value: unknown, path: Path): Generator<Path> {
  if (typeof value !== 'object' || value === null) return yield path;
  const entries = Array.isArray(value) ? value.map((one, at) => [at, one] as const) : Object.entries(value);
  if (entries.length === 0) yield path;
  for (const [key, one] of entries) yield* pathsIn(one, [...path, key]);
}

const leafAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>((held, key) => (held as Record<string | number, unknown>)[key], value);

function othersOf(leaf: unknown): readonly unknown[] {
  if (typeof leaf === 'number') return [leaf + 1, undefined];
  if (typeof leaf === 'boolean') return [!leaf, undefined];
  if (typeof leaf !== 'string') return ['', undefined];
  const dates = /^\d{4}-\d\d-\d\dT/.test(leaf) ? [new Date(Date.parse(leaf) - 86_400_000).toISOString()] : [];
  const [first = '', rest] = [leaf.slice(0, 1), leaf.slice(1)];
  return [`${first === '0' ? '1' : '0'}${rest}`, `${leaf}0`, undefined, ...dates, ...sameBytes(leaf)];
}

/** A signature spelled otherwise: its last character has four bits that say nothing, and decoders pass over what is none. */
function sameBytes(leaf: string): readonly string[] {
  if (!/^[A-Za-z0-9_-]{85}[AQgw]$/.test(leaf)) return [];
  const next = String.fromCharCode(leaf.charCodeAt(85) + 1);
  return [`${leaf.slice(0, 85)}${next}`, `${leaf}==`, `${leaf.slice(0, 40)} ${leaf.slice(40)}`];
}

/** `undefined` takes the member off; of a list, the item. */
function edited(value: unknown, path: Path, other: unknown): unknown {
  const [key, ...deeper] = path;
  if (key === undefined) return other;
  const held = value as Record<string | number, unknown>;
  const inner = deeper.length === 0 ? other : edited(held[key], deeper, other);
  if (Array.isArray(value))
    return value.flatMap((one, at) => (at !== key ? [one] : inner === undefined ? [] : [inner]));
  return { ...held, [key]: inner };
}

function* textChanges(text: string): Generator<readonly [string, string]> {
  yield ['its end is cut off', text.slice(0, -1)];
  yield ['its line ends are others', text.replaceAll('\n', '\r\n').replaceAll('\r\r', '\r')];
  yield ['a mark stands before it', `\ufeff${text}`];
  yield ['something is added', `${text} `];
  yield ['it is empty', ''];
  for (const part of [0.1, 0.5, 0.9]) {
    const at = Math.floor(text.length * part);
    const other = text[at] === 'x' ? 'y' : 'x';
    yield [`character ${at} becomes another`, `${text.slice(0, at)}${other}${text.slice(at + 1)}`];
  }
}

// ---- what whoever changed it makes good ------------------------------------------------------------------

function remade(files: Files, layer: Layer, { signer }: Keys): Files {
  if (layer === 'as it lies') return files;
  const events = layer === 'chain anew' || layer === 'seals anew' ? rechained(files) : linesOf(files.get(EVENTS));
  const seals =
    layer === 'seals anew' ? resealed(files, events, signer) : layer === 'foreign key' ? resigned(files, signer) : null;
  const made = new Map([...files, [EVENTS, files.has(EVENTS) ? textOf(events) : '']]);
  if (!files.has(EVENTS)) made.delete(EVENTS);
  if (seals !== null && files.has(SEALS)) made.set(SEALS, textOf(seals));
  return recounted(made, signer);
}

const objectIn = (line: string): Record<string, unknown> | null => {
  try {
    const read: unknown = JSON.parse(line);
    return typeof read === 'object' && read !== null ? { ...read } : null;
  } catch {
    return null;
  }
};

/** Every event names the one before it again, and has its place's number. */
function rechained(files: Files): readonly string[] {
  const heads = new Map<string, { readonly seq: number; readonly hash: string }>();
  return linesOf(files.get(EVENTS)).map((line) => {
    const event = objectIn(line);
    if (event === null) return line;
    const stream = String(event.stream);
    const head = heads.get(stream) ?? { seq: 0, hash: GENESIS };
    const text = canonical({ ...event, seq: head.seq + 1, previous: head.hash });
    heads.set(stream, { seq: head.seq + 1, hash: sha256(text) });
    return text;
  });
}

const sign = (value: Record<string, unknown>, signer: Keys['signer']) => {
  const unsigned: Record<string, unknown> = { ...value, keyId: signer.keyId, signature: undefined };
  return canonical({ ...unsigned, signature: signer.sign(canonical(unsigned)) });
};

/** Seals over what is there now, at the times of the old ones. */
function resealed(files: Files, events: readonly string[], signer: Keys['signer']): readonly string[] {
  let previous = GENESIS;
  const hashes = new Map<string, string[]>();
  for (const line of events) {
    const stream = String(objectIn(line)?.stream);
    hashes.set(stream, [...(hashes.get(stream) ?? []), sha256(line)]);
  }
  const done = new Map<string, number>();
  return linesOf(files.get(SEALS)).map((line) => {
    const seal = objectIn(line) ?? {};
    const changed = (Array.isArray(seal.changed) ? seal.changed : []).flatMap(({ stream, count }) => {
      const own = hashes.get(stream) ?? [];
      const upTo = Math.min(count, own.length);
      if (upTo <= (done.get(stream) ?? 0)) return [];
      done.set(stream, upTo);
      return [{ stream, count: upTo, head: own[upTo - 1] ?? '' }];
    });
    const text = sign({ ...seal, changed, streams: done.size, previous }, signer);
    previous = sha256(text);
    return text;
  });
}

function resigned(files: Files, signer: Keys['signer']): readonly string[] {
  let previous = GENESIS;
  return linesOf(files.get(SEALS)).map((line) => {
    const seal = objectIn(line);
    if (seal === null) return line;
    const text = sign({ ...seal, previous }, signer);
    previous = sha256(text);
    return text;
  });
}

/** The manifest says what is there. */
export function recounted(files: Files, signer: Keys['signer']): Files {
  const manifest = objectIn(linesOf(files.get(MANIFEST))[0] ?? '');
  if (manifest === null) return files;
  const [events, seals] = [linesOf(files.get(EVENTS)), linesOf(files.get(SEALS))];
  const last = seals.at(-1);
  const named = [...files].filter(([name]) => name !== MANIFEST);
  const text = sign(
    {
      ...manifest,
      events: events.length,
      streams: new Set(events.map((line) => String(objectIn(line)?.stream))).size,
      seals: { count: seals.length, last: last === undefined ? null : sha256(last) },
      files: named.map(([name, body]) => ({ name, sha256: sha256(body), bytes: Buffer.byteLength(body) })),
    },
    signer,
  );
  return new Map([...files, [MANIFEST, `${text}\n`]]);
}
