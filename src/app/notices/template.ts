/**
 * The template language of notices, small on purpose: a customer's template can place words, not run anything.
 *
 *   {{name}}                       the value, escaped for where it stands; nothing when there is none
 *   {{#name}} ... {{/name}}        only with a value; for a list once per entry, the entry is {{.}}
 *   {{^name}} ... {{/name}}        only without
 */
export type Names = Readonly<Record<string, string | readonly string[]>>;

type Node =
  | { readonly node: 'words'; readonly words: string }
  | { readonly node: 'name'; readonly name: string }
  | { readonly node: 'section'; readonly name: string; readonly without: boolean; readonly inner: readonly Node[] };

const TAG = /\{\{\s*([#^/]?)\s*([\w.-]+)\s*\}\}/g;
/** A line that holds nothing but a section's tag leaves no empty line behind. */
const TAG_LINE = /^[ \t]*(\{\{\s*[#^/]\s*[\w.-]+\s*\}\})[ \t]*\r?\n/gm;

export function render(template: string, names: Names, escaped: (value: string) => string): string {
  const write = (nodes: readonly Node[], scope: Names): string =>
    nodes
      .map((node): string => {
        if (node.node === 'words') return node.words;
        const value = Object.hasOwn(scope, node.name) ? (scope[node.name] ?? '') : '';
        if (node.node === 'name') return typeof value === 'string' ? escaped(value) : value.map(escaped).join(', ');
        if (node.without) return value.length === 0 ? write(node.inner, scope) : '';
        if (typeof value === 'string') return value === '' ? '' : write(node.inner, scope);
        return value.map((entry) => write(node.inner, { ...scope, '.': entry })).join('');
      })
      .join('');
  return write(parse(template).nodes, names);
}

export interface ParsedTemplate {
  readonly nodes: readonly Node[];
  /** Every name the template mentions. */
  readonly names: ReadonlySet<string>;
  /** Sections that are not closed, or closed without having been opened. */
  readonly unbalanced: readonly string[];
}

export function parse(template: string): ParsedTemplate {
  const text = template.replace(TAG_LINE, '$1');
  const names = new Set<string>();
  const unbalanced: string[] = [];
  const root: Node[] = [];
  const open: { readonly name: string; readonly nodes: Node[] }[] = [];
  let nodes = root;
  let from = 0;
  for (const { 0: tag, 1: sign, 2: name = '', index } of text.matchAll(TAG)) {
    if (index > from) nodes.push({ node: 'words', words: text.slice(from, index) });
    from = index + tag.length;
    if (sign === '/') {
      if (open.at(-1)?.name !== name) unbalanced.push(name);
      else nodes = open.pop()?.nodes ?? root;
      continue;
    }
    names.add(name);
    if (sign === '') nodes.push({ node: 'name', name });
    else {
      const inner: Node[] = [];
      nodes.push({ node: 'section', name, without: sign === '^', inner });
      open.push({ name, nodes });
      nodes = inner;
    }
  }
  if (from < text.length) nodes.push({ node: 'words', words: text.slice(from) });
  return { nodes: root, names, unbalanced: [...unbalanced, ...open.map(({ name }) => name)] };
}
