/** The key that signs evidence: the customer's own file, or one made in the data folder at the first start. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  generateKeyPair,
  loadSigner,
  loadVerifier,
  publicKeyOf,
  type Signer,
  type Verifier,
} from './adapters/signing/ed25519.ts';
import type { Config } from './config.ts';
import type { BundleVerifier } from './core/bundle/index.ts';
import { Mistake } from './mistake.ts';
import { readServiceFile } from './serviceFile.ts';

type Where = Pick<Config, 'signingKeyFile' | 'dataDir'>;

/** The key, and those that are said to have signed before it. */
export const signFor = (
  config: Where & Pick<Config, 'earlierKeyFiles'>,
  how: { readonly make: boolean },
): Signer & { readonly before: BundleVerifier } => ({
  ...signerFor(config, how),
  before: verifierOf(config.earlierKeyFiles),
});

export function signerFor(config: Where, { make }: { readonly make: boolean }): Signer {
  const path = config.signingKeyFile ?? join(config.dataDir, 'signing-key.pem');
  if (!existsSync(path)) {
    if (config.signingKeyFile !== null) {
      throw new Mistake('no-signing-key', `The signing key ${path} named in TENURE_SIGNING_KEY is not there.`);
    }
    // Whoever only looks signs nothing that lasts.
    if (!make) return loadSigner(generateKeyPair().privateKey);
    makeKey(config.dataDir, path);
  }
  const text = textIn(path);
  try {
    return loadSigner(text);
  } catch {
    throw new Mistake('bad-signing-key', `The signing key ${path} is no Ed25519 key in PEM form.`);
  }
}

/** Whether what is signed here is signed with a key that lasts. */
export const hasSigningKey = (config: Where): boolean =>
  existsSync(config.signingKeyFile ?? join(config.dataDir, 'signing-key.pem'));

/**
 * What signatures are checked with: the files that are named, else the key of this installation. A bundle brings no key of
 * its own: whoever had made it anew would have put theirs in.
 */
export function verifierFor(config: Where, files: readonly string[]): BundleVerifier {
  const { signingKeyFile, dataDir } = config;
  // The key that is named goes before what a folder still has of the time before it.
  const own =
    signingKeyFile === null
      ? [join(dataDir, 'signing-key.pub.pem'), join(dataDir, 'signing-key.pem')]
      : [signingKeyFile];
  const chosen = files.length > 0 ? files : own.filter((path) => existsSync(path)).slice(0, 1);
  if (chosen.length === 0) {
    throw new Mistake('no-key', 'Say which public key the bundle is to be checked with: --key signing-key.pub.pem.', {
      exit: 2,
    });
  }
  return verifierOf(chosen);
}

/**
 * A file on this machine with which a bundle signed with that key is checked; `null` = it lies elsewhere. The one that goes
 * to an auditor before the private key.
 */
export function keyFileFor({ signingKeyFile, dataDir }: Where, keyId: string | null): string | null {
  const named = readServiceFile(dataDir)?.publicKey;
  const made = ['signing-key.pub.pem', 'signing-key.pem'].map((name) => join(dataDir, name));
  const files = [named, ...made, signingKeyFile].filter((path) => path != null && existsSync(path));
  return files.find((path) => path != null && keyId !== null && readKeyId(path) === keyId) ?? null;
}

function readKeyId(path: string): string | null {
  try {
    return loadVerifier(readFileSync(path, 'utf8')).keyId;
  } catch {
    return null;
  }
}

function verifierOf(files: readonly string[]): BundleVerifier {
  const verifiers = new Map(files.map(readVerifier).map((one) => [one.keyId, one]));
  return {
    knows: (keyId) => verifiers.has(keyId),
    verify: (text, signature, keyId) => verifiers.get(keyId)?.verify(text, signature) ?? false,
  };
}

/** Of a private key the public half is taken. */
function readVerifier(path: string): Verifier {
  if (!existsSync(path)) throw new Mistake('no-key', `There is no file ${path}: name the public key with --key.`);
  const text = textIn(path);
  try {
    return loadVerifier(text);
  } catch {
    throw new Mistake('bad-key', `${path} is no Ed25519 key in PEM form.`);
  }
}

/** There, and not for us to read: that is no matter of what stands in it. */
function textIn(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new Mistake('unreadable-file', `The file ${path} cannot be read.`);
  }
}

/** The public half lies beside it, to be given to auditors. */
function makeKey(dataDir: string, path: string): void {
  mkdirSync(dataDir, { recursive: true });
  const { privateKey } = generateKeyPair();
  writeFileSync(path, privateKey, { mode: 0o600, flag: 'wx' });
  writeFileSync(join(dataDir, 'signing-key.pub.pem'), publicKeyOf(privateKey));
}
