/**
 * YAML text -> plain values with lines. Works on the node tree so that every value has a line, reports all syntax
 * errors at once, and refuses what a configuration file has no use for: alias bombs, endless size, tags.
 */
import type { Document, Node, Pair } from 'yaml';
import { isAlias, isMap, isNode, isPair, isScalar, isSeq, LineCounter, parseDocument, visit } from 'yaml';
import type { Problem } from '../model.ts';
import { caution, fault } from './problem.ts';

export type Path = readonly PropertyKey[];

export interface YamlFile {
  readonly file: string;
  /** Members without a value are left out: `keep:` with nothing behind it is the same as no `keep`. */
  readonly value: unknown;
  readonly problems: readonly Problem[];
  /** Line of the key or item at a path; of the nearest thing around it when the path is not there. */
  readonly lineOf: (path: Path) => number | null;
}

const MOST_ALIASES = 50;

export function readYaml(file: string, text: string): YamlFile {
  const lines = new LineCounter();
  const lineAt = (offset: number | undefined) => (offset === undefined ? null : lines.linePos(offset).line);
  try {
    const options = { lineCounter: lines, prettyErrors: false, uniqueKeys: false, stringKeys: true } as const;
    const document = parseDocument(text, { ...options, logLevel: 'silent' });
    const problems: Problem[] = [
      ...document.errors.map(({ code, message, pos }) => {
        const place = { file, line: lineAt(pos[0]) };
        return code === 'TAB_AS_INDENT'
          ? fault(place, 'tab', 'a tab is used as indentation', 'Indent with blanks, two a level.')
          : fault(place, 'yaml', message.replace(/\.$/, ''), 'Correct the YAML at this line.');
      }),
      ...document.warnings.map(({ message, pos }) =>
        caution({ file, line: lineAt(pos[0]) }, 'yaml', message, 'Write a plain value, without a tag.'),
      ),
      ...doubledKeys(file, document, lineAt),
    ];
    if (document.errors.length > 0) return { file, value: undefined, problems, lineOf: () => null };
    const value = withoutNothing(document.toJS({ maxAliasCount: MOST_ALIASES }));
    return { file, value, problems, lineOf: (path) => lineAt(offsetOf(document, path)) };
  } catch (error) {
    // Too many aliases, or nesting deeper than the parser's stack: both are thrown, not listed.
    const what = error instanceof ReferenceError ? 'uses too many aliases' : 'cannot be read: it is nested too deeply';
    const remedy = 'Write the values out, as the example files do.';
    return {
      file,
      value: undefined,
      problems: [fault({ file, line: null }, 'yaml', what, remedy)],
      lineOf: () => null,
    };
  }
}

/** A key written twice would silently lose its first value. */
function doubledKeys(
  file: string,
  document: Document,
  lineAt: (offset: number | undefined) => number | null,
): Problem[] {
  const problems: Problem[] = [];
  visit(document, {
    Map(_, map, ancestors) {
      const seen = new Map<string, Pair>();
      for (const pair of map.items) {
        const key = isScalar(pair.key) ? String(pair.key.value) : '';
        const first = seen.get(key);
        if (first === undefined) {
          seen.set(key, pair);
          continue;
        }
        const line = lineAt(startOf(pair.key));
        const where = lineAt(startOf(first.key));
        problems.push(
          fault(
            { file, line },
            codeOfDoubled(ancestors),
            `"${key}" is written twice, first on line ${where}`,
            'Keep one of the two, or rename one.',
          ),
        );
      }
    },
  });
  return problems;
}

function codeOfDoubled(ancestors: readonly unknown[]): string {
  const around = ancestors.findLast((node) => isPair(node));
  const name = isPair(around) && isScalar(around.key) ? around.key.value : undefined;
  if (name === 'applications') return 'duplicate-application';
  return name === 'entitlements' ? 'duplicate-entitlement' : 'duplicate-key';
}

const startOf = (node: unknown) => (isNode(node) ? node.range?.[0] : undefined);

function offsetOf(document: Document, path: Path): number | undefined {
  let node: unknown = document.contents;
  let offset = startOf(node);
  for (const step of path) {
    const held: Node | null | undefined = isAlias(node) ? node.resolve(document) : isNode(node) ? node : undefined;
    if (isMap(held)) {
      const pair = held.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
      if (pair === undefined) return offset;
      offset = startOf(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(held) && typeof step === 'number') {
      node = held.items[step];
      offset = startOf(node) ?? offset;
    } else return offset;
  }
  return offset;
}

function withoutNothing(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNothing);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== null && member !== undefined)
      .map(([key, member]) => [key, withoutNothing(member)]),
  );
}
