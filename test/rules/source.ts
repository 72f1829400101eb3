/**
 * TypeScript source as text, for rules that read it: the files of a tree, and a file with its comments and the inside
 * of its strings, templates and patterns blanked out, so that a rule cannot trip over words that are no code. What is
 * blanked keeps its place: line and column stay what they are. Not a parser; the compiler of TypeScript 7 has no API.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Source {
  /** From the root of the repository, with slashes. */
  readonly path: string;
  readonly text: string;
}

export interface Blanked {
  /** The code alone: comments are blank, strings are empty between their quotes. */
  readonly code: string;
  /** The comments alone. */
  readonly comments: string;
}

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Every TypeScript file under these folders, in order. A folder that is not there yet holds none. */
export function sourcesUnder(...folders: readonly string[]): readonly Source[] {
  return folders
    .flatMap((folder) => entriesOf(folder))
    .filter((path) => path.endsWith('.ts') && !path.includes('node_modules'))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

/** The folders directly in this one. */
export const foldersIn = (folder: string): readonly string[] =>
  readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);

function entriesOf(folder: string): readonly string[] {
  try {
    const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
    return names.map((name) => `${folder}/${name.replaceAll('\\', '/')}`);
  } catch {
    return [];
  }
}

export const lineAt = (text: string, index: number): number => text.slice(0, index).split('\n').length;

/** A test, or what only tests use. */
export const isTest = (path: string): boolean =>
  /\.test\.ts$/.test(path) || path.includes('/testing/') || path.startsWith('test/');

const PIECE =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^'\\\n]|\\[\s\S])*'|"(?:[^"\\\n]|\\[\s\S])*"|\/(?![*/])(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*|[`{}]|[\w$]+|[^\s\w$]/g;
const VALUE = 'x';
/** Behind these a slash begins a pattern; behind a value it divides. */
const BEFORE_PATTERN = /^(?:[(,=:[!&|?{};+\-*%<>~^]|return|typeof|case|in|of|await|yield|=>)$/;

/** Blanks with one pass over the text; a template's `${}` is code again, as deep as it goes. */
export function blanked(text: string): Blanked {
  // By code units, as the patterns count.
  const code = text.split('');
  const comments: string[] = code.map((one) => (one === '\n' ? one : ' '));
  const blank = (from: number, to: number) => {
    for (let at = from; at < to; at += 1) if (code[at] !== '\n') code[at] = ' ';
  };
  const pieces = new RegExp(PIECE);
  /** One entry for each template that is open: how many braces are open inside its `${}`. */
  const templates: number[] = [];
  let before = ';';
  const passTemplateText = (from: number) => {
    const { at, opens } = endOfTemplateText(text, from);
    blank(from, at);
    if (opens) templates.push(0);
    pieces.lastIndex = at + (opens ? 2 : 1);
    before = opens ? '{' : VALUE;
  };
  for (let found = pieces.exec(text); found !== null; found = pieces.exec(text)) {
    const { index } = found;
    const [piece] = found;
    const end = index + piece.length;
    const depth = templates.at(-1);
    if (piece.startsWith('//') || piece.startsWith('/*')) {
      blank(index, end);
      for (let at = index; at < end; at += 1) comments[at] = text[at] ?? ' ';
    } else if (piece === '`') passTemplateText(end);
    else if (piece === '}' && depth === 0) {
      templates.pop();
      passTemplateText(end);
    } else if (/^['"]./.test(piece)) {
      blank(index + 1, end - 1);
      before = VALUE;
    } else if (/^\/./.test(piece) && BEFORE_PATTERN.test(before)) {
      blank(index + 1, end);
      before = VALUE;
    } else {
      if (piece.startsWith('/')) pieces.lastIndex = index + 1;
      if (depth !== undefined && piece === '{') templates.splice(-1, 1, depth + 1);
      if (depth !== undefined && piece === '}') templates.splice(-1, 1, depth - 1);
      before = piece;
    }
  }
  return { code: code.join(''), comments: comments.join('') };
}

/** Where a template's text ends: at its closing quote, or at the `${` that makes it code again. */
function endOfTemplateText(text: string, from: number): { readonly at: number; readonly opens: boolean } {
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '`') return { at, opens: false };
    else if (text.startsWith('${', at)) return { at, opens: true };
  }
  return { at: text.length, opens: false };
}
