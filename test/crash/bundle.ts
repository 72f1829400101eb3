/**
 * A service that is killed every second must be up again in a fraction of one: its code, read file by file through tsx,
 * takes seconds. So it is put into one file first, and what the engine has compiled of it is kept beside it. The code is
 * the same; nothing is left out or replaced.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';

export interface Bundled {
  /** What Node is given to run this file of this folder. */
  argumentsFor(file: string): readonly string[];
  remove(): void;
}

/** One place of the code that is another one in this bundle. */
export interface Edit {
  /** How its path ends. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

export interface BundleOptions {
  /** Kept for whoever reads a stack; each costs a call where a function is made. */
  readonly names?: boolean;
  /** Another checkout, which has the same files in the same folder; left out, this one. */
  readonly checkout?: string | undefined;
  readonly edits?: readonly Edit[];
}

const HERE = fileURLToPath(new URL('.', import.meta.url));

/** `files`: as seen from this folder. */
export async function bundle(files: readonly string[], options: BundleOptions = {}): Promise<Bundled> {
  const { names = true, checkout, edits = [] } = options;
  const beside = checkout === undefined ? HERE : join(checkout, 'test', 'crash');
  const folder = mkdtempSync(join(tmpdir(), 'tenure-kills-'));
  await build({
    entryPoints: files.map((file) => join(beside, file)),
    outdir: folder,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    // Less to read at every start.
    minifyWhitespace: true,
    keepNames: names,
    external: ['pg-native', 'bufferutil', 'utf-8-validate'],
    plugins: [asItWas(edits), asItIs('@electric-sql/pglite')],
    logLevel: 'error',
  });
  writeFileSync(join(folder, 'load.cjs'), LOADER);
  return {
    argumentsFor: (file) => [join(folder, 'load.cjs'), join(folder, basename(file).replace(/\.ts$/, '.js'))],
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Templates are looked for beside the file that names them. An edit that finds no place is none: it fails. */
const asItWas = (edits: readonly Edit[]): Plugin => ({
  name: 'as it was',
  setup({ onLoad, onEnd }) {
    const left = new Set(edits);
    onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      let text = await readFile(path, 'utf8');
      for (const edit of edits) {
        if (!path.endsWith(edit.file) || !text.includes(edit.from)) continue;
        text = text.replace(edit.from, () => edit.to);
        left.delete(edit);
      }
      return { loader: 'ts', contents: text.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href)) };
    });
    onEnd(() => ({ errors: [...left].map(({ file, from }) => ({ text: `${file} has no: ${from}` })) }));
  },
});

/** It finds its own files beside itself. */
const asItIs = (name: string): Plugin => ({
  name: `${name} as it is`,
  setup({ onResolve }) {
    const path = createRequire(import.meta.url).resolve(name);
    onResolve({ filter: new RegExp(`^${name}$`) }, () => ({ path, external: true }));
  },
});

/** Written once, by whoever is up first and lives for a second; moved into place, so that nobody reads half of it. */
const LOADER = `
const { readFileSync, writeFileSync, renameSync, existsSync } = require('node:fs');
const { createRequire } = require('node:module');
const { dirname } = require('node:path');
const vm = require('node:vm');
const file = process.argv[2];
const kept = file + '.compiled';
const cachedData = existsSync(kept) ? readFileSync(kept) : undefined;
const script = new vm.Script('(function (exports, require, module, __filename, __dirname) {' + readFileSync(file, 'utf8') + '\\n})', {
  filename: file,
  cachedData,
  importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
});
const made = { exports: {} };
script.runInThisContext()(made.exports, createRequire(file), made, file, dirname(file));
if (cachedData === undefined) setTimeout(() => {
  writeFileSync(kept + process.pid, script.createCachedData());
  renameSync(kept + process.pid, kept);
}, 1500).unref();
`;
