/**
 * Ed25519 signatures for evidence, with Node's own crypto. The private key is a PEM file of the customer's; the
 * public one goes to whoever checks the record. A key is named by a digest of its public half.
 */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';

export interface Signer {
  readonly keyId: string;
  /** Base64url. */
  sign(text: string): string;
}

export interface Verifier {
  readonly keyId: string;
  verify(text: string, signature: string): boolean;
}

export interface KeyPair {
  /** PKCS #8 PEM. */
  readonly privateKey: string;
  /** SPKI PEM. */
  readonly publicKey: string;
}

export function generateKeyPair(): KeyPair {
  return generateKeyPairSync('ed25519', {
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
}

export function loadSigner(privateKey: string): Signer {
  const key = ed25519(createPrivateKey(privateKey));
  return {
    keyId: keyIdOf(createPublicKey(key)),
    sign: (text) => sign(null, Buffer.from(text, 'utf8'), key).toString('base64url'),
  };
}

export function loadVerifier(publicKey: string): Verifier {
  const key = ed25519(createPublicKey(publicKey));
  return {
    keyId: keyIdOf(key),
    verify: (text, signature) => {
      const bytes = signatureIn(signature);
      return bytes !== null && verify(null, Buffer.from(text, 'utf8'), key, bytes);
    },
  };
}

/** Spelled as it was signed, and no other way: Node passes over whatever is no base64url, and bits that say nothing. */
function signatureIn(text: string): Buffer | null {
  if (!/^[A-Za-z0-9_-]{86}$/.test(text)) return null;
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : null;
}

/** The public half of a private key, to publish. */
export const publicKeyOf = (privateKey: string) =>
  createPublicKey(ed25519(createPrivateKey(privateKey)))
    .export({ type: 'spki', format: 'pem' })
    .toString();

function ed25519(key: KeyObject): KeyObject {
  if (key.asymmetricKeyType !== 'ed25519') throw new Error('the signing key is not an Ed25519 key');
  return key;
}

const keyIdOf = (key: KeyObject) =>
  createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex')
    .slice(0, 16);
