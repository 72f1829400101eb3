/** What a file imports, read off its text: where to, on which line, and whether anything of it is left when it runs. */
import { dirname, join } from 'node:path';
import { blanked, lineAt, type Source } from './source.ts';

export interface Import {
  readonly from: string;
  /** A file from the root of the repository; a package by its name; `null` = computed, and nobody can tell. */
  readonly to: string | null;
  readonly line: number;
  readonly isPackage: boolean;
  /** `import type`: gone when the code runs. `import { type A }` is not: under `verbatimModuleSyntax` the file is loaded. */
  readonly typesOnly: boolean;
  /** `import()`: only when the code comes there. */
  readonly isLate: boolean;
}

/** `import 'a'`, `import a, { b } from 'c'`, `import * as a from 'b'`, `export * from 'a'`, `export { a } from 'b'`. */
const STATEMENT =
  /(?<![.\w$])(?:import|export)\b(\s+type\b(?!\s*from\b))?\s*(?:(?:[\w$]+\s*,?\s*)?(?:\{[^{}]*\}|\*(?:\s*as\s+[\w$]+)?)?\s*from\b\s*)?(?=['"])/g;
/** `import('a')`, also as a type, and `import(a)`. */
const CALL = /(?<![.\w$])import\s*\(\s*/g;

export function importsOf({ path, text }: Source): readonly Import[] {
  const { code } = blanked(text);
  const statements = [...code.matchAll(STATEMENT)].map(({ 0: whole, 1: type, index }) =>
    importAt(index, index + whole.length, { typesOnly: type !== undefined, isLate: false }),
  );
  const calls = [...code.matchAll(CALL)].map(({ 0: whole, index }) =>
    importAt(index, index + whole.length, { typesOnly: false, isLate: true }),
  );
  return [...statements, ...calls].sort((one, other) => one.line - other.line);

  function importAt(begin: number, quote: number, how: Pick<Import, 'typesOnly' | 'isLate'>): Import {
    const specifier = /^(['"`])([^'"`$]*)\1\s*[),;\n]?/.exec(text.slice(quote))?.[2];
    const isPackage = specifier !== undefined && !specifier.startsWith('.');
    const to = specifier === undefined ? null : isPackage ? packageOf(specifier) : join(dirname(path), specifier);
    return { from: path, to, line: lineAt(text, begin), isPackage, ...how };
  }
}

/** `kysely/migration` is kysely, `@hono/node-server/serve-static` is @hono/node-server; Node's own keep their path. */
function packageOf(specifier: string): string {
  if (specifier.startsWith('node:')) return specifier;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
