/** The manifest: written and signed by who makes the bundle, read by who checks it. */
import { z } from 'zod';
import type { PieceSigner, PieceVerifier } from '../evidence/index.ts';
import { canonical } from '../shared/canonical.ts';
import { BUNDLE_FORMAT, type Manifest } from './model.ts';

/** One line, spelled canonically. */
export function writeManifest(manifest: Manifest, signer: PieceSigner): string {
  const unsigned = { format: BUNDLE_FORMAT, ...manifest, keyId: signer.keyId };
  return `${canonical({ ...unsigned, signature: signer.sign(canonical(unsigned)) })}\n`;
}

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().min(0);
const manifestShape = z.strictObject({
  format: z.literal(BUNDLE_FORMAT),
  madeAt: z.iso.datetime(),
  from: z.iso.datetime().nullable(),
  until: z.iso.datetime().nullable(),
  versions: z.strictObject({ tenure: z.string(), event: z.int() }),
  streams: count,
  events: count,
  seals: z.strictObject({ count, last: hash.nullable() }),
  personal: count.nullable(),
  populations: z.array(z.strictObject({ population: z.string(), count, sha256: hash })),
  files: z.array(z.strictObject({ name: z.string().min(1), sha256: hash, bytes: count })),
  keyId: z.string(),
  signature: z.string(),
});

export type ReadManifest = z.output<typeof manifestShape>;

/** `null` = it is none, or not spelled as one: what is signed is these bytes and no others. */
export function readManifest(text: string): ReadManifest | null {
  try {
    const parsed = manifestShape.safeParse(JSON.parse(text)).data;
    return parsed !== undefined && `${canonical(parsed)}\n` === text ? parsed : null;
  } catch {
    return null;
  }
}

export function isManifestSigned({ signature, ...unsigned }: ReadManifest, verifier: PieceVerifier): boolean {
  return verifier.verify(canonical(unsigned), signature, unsigned.keyId);
}
