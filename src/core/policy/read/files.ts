/** Which of the files given are those of a policy, and are they fit to be read at all? */
import { isKeepable, unkeepableAt } from '../../shared/keepableText.ts';
import type { Problem } from '../model.ts';
import { caution, fault } from './problem.ts';
import { nearest } from './suggest.ts';

export interface PolicyFile {
  readonly path: string;
  readonly text: string;
}

export const FILES = {
  settings: 'tenure.yaml',
  table: 'reference-table.csv',
  catalogue: 'catalogue.yaml',
  requests: 'policy.yaml',
} as const;
const NAMES: readonly string[] = Object.values(FILES);
/** Without it nobody may ask for access; there is a policy all the same. */
const OPTIONAL: readonly string[] = [FILES.requests];

/** Characters. Fifty thousand rows need about five million; a YAML file of two million nobody wrote by hand. */
const MOST_CHARACTERS: Readonly<Record<string, number>> = {
  [FILES.settings]: 2_000_000,
  [FILES.table]: 20_000_000,
  [FILES.catalogue]: 2_000_000,
  [FILES.requests]: 2_000_000,
};

export function pickFiles(files: readonly PolicyFile[]) {
  const problems: Problem[] = [];
  const texts = new Map<string, PolicyFile>();
  const paths = new Map<string, string>();
  for (const { path, text } of files) {
    const name = baseName(path);
    const place = { file: path, line: null };
    if (!NAMES.includes(name)) continue;
    const first = paths.get(name);
    if (first !== undefined) {
      problems.push(fault(place, 'file-twice', `there is also ${first}`, 'Keep the policy in one folder.'));
      continue;
    }
    paths.set(name, path);
    const most = MOST_CHARACTERS[name] ?? 0;
    if (text.length > most) {
      const message = `the file is larger than ${most / 1_000_000} million characters`;
      problems.push(fault(place, 'too-large', message, 'Make it smaller; combine rows with |.'));
      continue;
    }
    texts.set(name, { path, text: cleaned(text) });
    problems.push(...encodingProblems(path, text));
  }
  for (const name of NAMES) {
    if (paths.has(name) || OPTIONAL.includes(name)) continue;
    const near = nearest(
      name,
      files.map(({ path }) => baseName(path)).filter((one) => !NAMES.includes(one)),
    );
    const remedy = near === undefined ? `Add ${name} to the folder; examples/acme has one.` : `Rename ${near}.`;
    problems.push(fault({ file: name, line: null }, 'missing-file', `${name} is missing`, remedy));
  }
  return { texts, problems };
}

const baseName = (path: string) => path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);

/** Editors on Windows write a byte order mark and two-character line ends; neither means anything. */
const cleaned = (text: string) => text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');

function encodingProblems(path: string, text: string): readonly Problem[] {
  const place = (index: number) => ({ file: path, line: cleaned(text.slice(0, index)).split('\n').length });
  const broken = text.indexOf('\uFFFD');
  const bad = isKeepable(path) ? unkeepableAt(text) : 0;
  return [
    ...(broken === -1
      ? []
      : [caution(place(broken), 'encoding', 'the file is not UTF-8: characters are lost', 'Save it as UTF-8.')]),
    ...(bad === -1 ? [] : [fault(place(bad), 'encoding', 'the file is not text', 'Save it as UTF-8 text.')]),
  ];
}
