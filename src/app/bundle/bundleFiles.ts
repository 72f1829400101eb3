/** The files of a bundle while they are written: each is counted and hashed as it goes, and kept nowhere. */
import type { NamedFile } from '../../core/bundle/index.ts';
import { type RunningDigest, runningSha256 } from '../../core/shared/canonical.ts';

/** A piece of one file; pieces of several files may come in turns. */
export interface Frame {
  readonly file: string;
  readonly text: string;
}

export interface BundleFiles {
  frame(file: string, text: string): Frame;
  /** Ends them all. */
  named(): readonly NamedFile[];
}

export function bundleFiles(): BundleFiles {
  const encoder = new TextEncoder();
  const open = new Map<string, { readonly digest: RunningDigest; bytes: number }>();
  return {
    frame(file, text) {
      const kept = open.get(file) ?? { digest: runningSha256(), bytes: 0 };
      const bytes = encoder.encode(text);
      kept.digest.add(bytes);
      kept.bytes += bytes.length;
      open.set(file, kept);
      return { file, text };
    },
    named: () => [...open].map(([name, { digest, bytes }]) => ({ name, sha256: digest.hex(), bytes })),
  };
}
