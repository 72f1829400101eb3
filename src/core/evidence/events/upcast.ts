/**
 * Old events in today's shape. Stored bytes are never rewritten; an event of an older version is lifted step by step
 * when it is read. A step is registered as `from version -> (type, body) -> body of the next version`.
 */
import { EVENT_VERSION } from '../model.ts';

export type Body = Readonly<Record<string, unknown>>;
export type Lift = (type: string, body: Body) => Body;

/** Empty while version 1 is the only one. A new version adds one entry here and one golden file to the tests. */
export const LIFTS: ReadonlyMap<number, Lift> = new Map();

/** Written by a newer Tenure than this one: not to be guessed at. */
export class UnknownEventVersion extends Error {
  constructor(type: string, version: number) {
    super(`event ${type} has version ${version}; this process knows versions up to ${EVENT_VERSION}`);
    this.name = 'UnknownEventVersion';
  }
}

export function upcast(
  type: string,
  version: number,
  body: Body,
  lifts = LIFTS,
  current: number = EVENT_VERSION,
): Body {
  if (version > current) throw new UnknownEventVersion(type, version);
  let lifted = body;
  for (let at = version; at < current; at++) {
    const lift = lifts.get(at);
    if (lift === undefined) throw new UnknownEventVersion(type, at);
    lifted = lift(type, lifted);
  }
  return lifted;
}
