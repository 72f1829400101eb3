/** Whether the record is whole: each chain in the store, and each issue's signed pieces on their own. */

import type { Verifier } from '../../src/adapters/signing/ed25519.ts';
import { verifyPieces } from '../../src/core/evidence/verifyPieces.ts';
import { sha256 } from '../../src/core/shared/canonical.ts';
import type { Reader } from '../../src/ports/store.ts';
import type { IssueRecord } from './wire.ts';

/** Events counted in the store, and the streams whose chain is broken; of cases, which are what reaches the issues. */
export async function storedStreams(read: Reader) {
  const broken: string[] = [];
  let count = 0;
  for await (const stream of read.streams()) {
    const events = await read.rawStream(stream);
    if (stream !== 'system') count += events.length;
    let previous = '0'.repeat(64);
    const whole = events.every((event, index) => {
      const fits = event.seq === index + 1 && event.previous === previous && sha256(event.text) === event.hash;
      previous = event.hash;
      return fits;
    });
    if (!whole) broken.push(stream);
  }
  return { events: count, broken };
}

/** Events counted on the issues, and the issues whose pieces do not stand by themselves or do not hold the proof. */
export function verifiedRecords(issues: readonly IssueRecord[], verifier: Verifier) {
  const broken: string[] = [];
  let events = 0;
  for (const { key, properties } of issues) {
    const bodies = Object.entries(properties).flatMap(([name, value]) =>
      name.startsWith('tenure.record.') ? [value] : [],
    );
    const verified = verifyPieces(properties['tenure.record'], bodies, null, {
      verify: (text, signature, keyId) => keyId === verifier.keyId && verifier.verify(text, signature),
    });
    if (!verified.ok) broken.push(`${key}: ${verified.refusal}`);
    else if (!verified.value.links.some(({ text }) => text.includes('"type":"CaseProved"')))
      broken.push(`${key}: no proof`);
    if (verified.ok) events += verified.value.links.length;
  }
  return { events, broken };
}
