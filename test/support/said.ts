/**
 * Everything that is said in a run of the tests is kept, and looked through for secrets when it is over: lines of the services'
 * logs, what commands and processes print, what tests print. Where it is kept, vitest.config.ts says; outside a run, nowhere.
 */
import { appendFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SECRETS } from '../../examples/acme/secrets.ts';

const PLANTED = 'planted.json';
const folder = () => process.env.TENURE_TEST_SAID ?? null;

/** `by`: who said it, as the name of a file. */
export function keepSaid(by: string, text: string): void {
  const kept = folder();
  if (kept !== null && text !== '') appendFileSync(join(kept, `${by}-${process.pid}.said`), `${text}\n`);
}

/** Secrets of a test's own: whoever says one of them from now on, or has said it before, has said a secret. */
export function plant(secrets: Readonly<Record<string, string>>): void {
  const kept = folder();
  if (kept !== null) appendFileSync(join(kept, PLANTED), `${JSON.stringify(secrets)}\n`);
}

/** What a private key is known by beside its frame, line for line. */
export const plantKey = (name: string, privateKey: string): void => plant({ [name]: privateKey.split('\n')[1] ?? '' });

/** What no line may have, whoever's it is. */
const SHAPES: readonly (readonly [name: string, shape: RegExp])[] = [
  ['a private key', /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
  ['a private key without its frame', /\bMC4CAQAwBQYDK2VwBCIEI[\w+/]{10,}/],
  ['a token in a header', /\b(?:SSWS|Bearer) [\w.~+/-]{8,}/],
  ['a name and a password in a header', /\bBasic [A-Za-z0-9+/]{16,}={0,2}/],
  ['a token of Slack', /\bx(?:ox[abeprs]|app)-[\w-]{8,}/],
  ['a password in an address', /\b[a-z]{2,12}:\/\/[^\s:@/"]+:[^\s@/"*<[]+@/],
  ['an activation link', /\/welcome\/[\w-]{12,}/],
];

/** A name of ours that a secret of the example is a part of, such as a header's, is none. */
const standsAlone = (secret: string) => new RegExp(`(?<![\\w-])${secret.replaceAll(/[^\w]/g, '\\$&')}(?![\\w-])`);

type Named = readonly (readonly [name: string, secret: string])[];

/** What of it is a secret, by name and never by value: `planted` and the example's own by what they are, others by their shape. */
export function secretsIn(text: string, planted: Named = []): readonly string[] {
  const known = [...Object.entries(SECRETS), ...planted];
  return [
    ...known.filter(([, secret]) => text.includes(secret) && standsAlone(secret).test(text)).map(([name]) => name),
    ...SHAPES.filter(([, shape]) => shape.test(text)).map(([name]) => name),
  ];
}

export interface LookedThrough {
  readonly lines: number;
  /** Who has said how many lines. */
  readonly by: Readonly<Record<string, number>>;
  readonly planted: number;
  /** Who has said which secret, in which line. */
  readonly leaks: readonly string[];
}

export function lookThrough(kept: string): LookedThrough {
  const own = existsSync(join(kept, PLANTED)) ? readFileSync(join(kept, PLANTED), 'utf8').trim().split('\n') : [];
  const planted: Named = own.flatMap((line) => Object.entries<string>(JSON.parse(line)));
  const by: Record<string, number> = {};
  const leaks = readdirSync(kept).flatMap((file) => {
    if (!file.endsWith('.said')) return [];
    const lines = readFileSync(join(kept, file), 'utf8').trimEnd().split('\n');
    const name = file.replace(/-\d+\.said$/, '');
    by[name] = (by[name] ?? 0) + lines.length;
    const found = lines.flatMap((line, at) => secretsIn(line, planted).map((what) => [what, at + 1] as const));
    // The first place of each is enough to find it by.
    return [...new Map(found.reverse())].map(([what, at]) => `${what} in ${file}, line ${at}`);
  });
  const lines = Object.values(by).reduce((sum, count) => sum + count, 0);
  return { lines, by, planted: Object.keys(SECRETS).length + planted.length, leaks };
}
