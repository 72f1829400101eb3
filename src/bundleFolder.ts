/** A bundle as a folder: written file by file while it is made, and read line by line while it is checked. */
import {
  appendFileSync,
  closeSync,
  createReadStream,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import {
  type BundleCheck,
  EVENTS,
  type KnownSeal,
  MANIFEST,
  PERSONAL,
  readManifest,
  SEALS,
} from './core/bundle/index.ts';
import { readSeal } from './core/evidence/index.ts';
import { canonicalOrNull, runningSha256, sha256 } from './core/shared/canonical.ts';
import { codeOf, Mistake } from './mistake.ts';
import { readNamedFile } from './namedFile.ts';

/** Said before minutes of work: nothing is written over. */
export function checkFree(folder: string): void {
  if (existsSync(folder)) throw new Mistake('folder-there', `${folder} is there already. Name another folder.`);
}

/** For its owner only: it may name people. It comes into its place whole, or not at all. */
export async function writeBundle(
  folder: string,
  frames: AsyncIterable<{ readonly file: string; readonly text: string }>,
): Promise<void> {
  const draft = join(dirname(resolve(folder)), `.${basename(resolve(folder))}.${process.pid}.new`);
  const open = new Map<string, number>();
  try {
    mkdirSync(draft, { recursive: true, mode: 0o700 });
    for await (const { file, text } of frames) {
      const held = open.get(file) ?? openSync(join(draft, basename(file)), 'wx', 0o600);
      open.set(file, held);
      appendFileSync(held, text);
    }
    for (const held of open.values()) closeSync(held);
    open.clear();
    renameSync(draft, folder);
  } catch (trouble) {
    for (const held of open.values()) closeSync(held);
    if (existsSync(draft)) rmSync(draft, { recursive: true });
    if (codeOf(trouble) === null || trouble instanceof Mistake) throw trouble;
    throw new Mistake('unwritable-folder', `The folder ${folder} cannot be written: ${codeOf(trouble)}.`);
  }
}

/** Id of the key that has signed the bundle, as its manifest says; nothing is checked. */
export const signedWith = (folder: string): string | null =>
  readManifest(readFileSync(join(folder, MANIFEST), 'utf8'))?.keyId ?? null;

/** Feeds the check with everything that lies there, each file once. Answers the lines it was told to keep. */
export async function feedBundle(folder: string, check: BundleCheck): Promise<void> {
  const names = namesIn(folder);
  if (!names.includes(MANIFEST)) throw new Mistake('no-bundle', `${folder} is no bundle: it has no ${MANIFEST}.`);
  check.manifest(readFileSync(join(folder, MANIFEST), 'utf8'));
  const feed: Readonly<Record<string, (line: string) => void>> = {
    [SEALS]: (line) => check.seal(line),
    [EVENTS]: (line) => void check.event(line),
    [PERSONAL]: (line) => check.personal(line),
  };
  const order = [SEALS, EVENTS, PERSONAL];
  const others = names.filter((name) => name !== MANIFEST && !order.includes(name));
  for (const name of [...order.filter((one) => names.includes(one)), ...others]) {
    check.file(await readThrough(join(folder, name), name, feed[name]));
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).map((entry) => entry.name);
  } catch {
    throw new Mistake(
      'no-bundle',
      `The folder ${folder} cannot be read. A bundle is the folder that tenure export wrote.`,
    );
  }
}

async function readThrough(path: string, name: string, feed: ((line: string) => void) | undefined) {
  // A folder inside a bundle is nothing Tenure wrote; its name stands for it.
  if (!statSync(path).isFile()) return { name, sha256: '', bytes: 0 };
  const digest = runningSha256();
  let bytes = 0;
  const lines = feed === undefined ? null : lineFeeder(feed);
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 18 })) {
    const read: Uint8Array = chunk;
    digest.add(read);
    bytes += read.length;
    lines?.add(read);
  }
  lines?.end();
  return { name, sha256: digest.hex(), bytes };
}

/** Lines of every event of a bundle, for who has checked it. */
export async function* eventLines(folder: string): AsyncIterable<readonly string[]> {
  const kept: string[] = [];
  const lines = lineFeeder((line) => void kept.push(line));
  for await (const chunk of createReadStream(join(folder, EVENTS), { highWaterMark: 1 << 18 })) {
    lines.add(chunk);
    yield kept.splice(0);
  }
  lines.end();
  yield kept.splice(0);
}

/** A line ends with its line feed; what is left without one is a line too, so that nothing is overlooked. */
function lineFeeder(feed: (line: string) => void) {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let rest = '';
  const take = (text: string) => {
    const lines = `${rest}${text}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) feed(line);
  };
  return {
    add: (bytes: Uint8Array) => take(decoder.decode(bytes, { stream: true })),
    end() {
      take(decoder.decode());
      if (rest !== '') feed(rest);
    },
  };
}

/** Personal texts of a bundle by `<stream> <number>`; none where it has no such file. */
export async function personalTexts(folder: string): Promise<ReadonlyMap<string, unknown>> {
  const path = join(folder, PERSONAL);
  const texts = new Map<string, unknown>();
  if (!existsSync(path)) return texts;
  await readThrough(path, PERSONAL, (line) => {
    const { stream, seq, text } = personalLine.parse(JSON.parse(line));
    texts.set(`${stream} ${seq}`, text);
  });
  return texts;
}

/** The seals of a bundle as they were written; none where it has no such file. */
export async function sealTexts(folder: string): Promise<readonly string[]> {
  const path = join(folder, SEALS);
  const texts: string[] = [];
  if (existsSync(path)) await readThrough(path, SEALS, (line) => void texts.push(line));
  return texts;
}

const personalLine = z.object({ stream: z.string(), seq: z.int(), text: z.unknown() });

/** The same, each with the salt its digest was made with. */
export async function saltedTexts(folder: string): Promise<ReadonlyMap<string, { salt: string; text: unknown }>> {
  const path = join(folder, PERSONAL);
  if (!existsSync(path)) throw new Mistake('no-words', `There is no ${path}: tenure export --personal writes it.`);
  const texts = new Map<string, { salt: string; text: unknown }>();
  await readThrough(path, PERSONAL, (line) => {
    const { stream, seq, text, salt } = saltedLine.parse(JSON.parse(line));
    texts.set(`${stream} ${seq}`, { salt, text });
  });
  return texts;
}

const saltedLine = personalLine.extend({ salt: z.string() });

/** A seal as it lies elsewhere: a property of the ledger's issue as Jira answers it, a line of the log, or of a bundle. */
export function readKnownSeal(path: string): KnownSeal {
  const text = readNamedFile(path);
  try {
    const read: unknown = JSON.parse(text);
    const { value = read } = property.parse(read);
    const named = knownShape.safeParse(value).data;
    if (named !== undefined) return named;
    const line = canonicalOrNull(value);
    const seal = line === null ? null : readSeal(line);
    if (line !== null && seal !== null) return { seal: seal.seal, hash: sha256(line) };
  } catch (trouble) {
    if (!(trouble instanceof SyntaxError || trouble instanceof z.ZodError)) throw trouble;
  }
  throw new Mistake('bad-seal', `The file ${path} is no seal: neither its property, nor its line of the log.`);
}

const property = z.looseObject({ value: z.unknown().optional() });
const knownShape = z.object({ seal: z.int().min(1), hash: z.string().regex(/^[0-9a-f]{64}$/) });
