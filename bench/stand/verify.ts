/** Whether the record is whole: each chain in the store, and each issue's signed pieces on their own. */

import type { Verifier } from '../../src/adapters/signing/ed25519.ts';
import { verifyPieces } from '../../src/core/evidence/verifyPieces.ts';
import { sha256 } from '../../src/core/shared/canonical.ts';
import type { Reader } from '../../src/ports/store.ts';
import type { IssueRecord } from './wire.ts';

/** Streams whose chain is broken or whose evidence is not all on the issue. */
export async function brokenStreams(read: Reader): Promise<readonly string[]> {
  const broken: string[] = [];
  for await (const stream of read.streams()) {
    const events = await read.rawStream(stream);
    let previous = '0'.repeat(64);
    const whole = events.every((event, index) => {
      const fits = event.seq === index + 1 && event.previous === previous && sha256(event.text) === event.hash;
      previous = event.hash;
      return fits;
    });
    if (!whole) broken.push(stream);
  }
  return broken;
}

/** Events counted on the issues, and the issues whose pieces do not stand by themselves. */
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
    if (verified.ok) events += verified.value.links.length;
    else broken.push(`${key}: ${verified.refusal}`);
  }
  return { events, broken };
}
