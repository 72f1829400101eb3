/** The key that signs evidence: the customer's own file, or one made in the data folder at the first start. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateKeyPair, loadSigner, publicKeyOf, type Signer } from './adapters/signing/ed25519.ts';
import type { Config } from './config.ts';
import { Mistake } from './mistake.ts';

type Where = Pick<Config, 'signingKeyFile' | 'dataDir'>;

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
  try {
    return loadSigner(readFileSync(path, 'utf8'));
  } catch {
    throw new Mistake('bad-signing-key', `The signing key ${path} is no Ed25519 key in PEM form.`);
  }
}

/** The public half lies beside it, to be given to auditors. */
function makeKey(dataDir: string, path: string): void {
  mkdirSync(dataDir, { recursive: true });
  const { privateKey } = generateKeyPair();
  writeFileSync(path, privateKey, { mode: 0o600, flag: 'wx' });
  writeFileSync(join(dataDir, 'signing-key.pub.pem'), publicKeyOf(privateKey));
}
