/**
 * Old events in today's shape. Stored bytes are never rewritten; an event of an older version is lifted step by step
 * when it is read. A step is registered as `from version -> (type, body) -> body of the next version`.
 */
import { EVENT_VERSION } from '../model.ts';

export type Body = Readonly<Record<string, unknown>>;
export type Lift = (type: string, body: Body) => Body;

/** Empty while version 1 is the only one. A new version adds one entry here and one golden file to the tests. */
export const LIFTS: ReadonlyMap<number, Lift> = new Map();

/** Written by a newer Tenure than this one: not to be guessed at, and not to be passed over. */
export class UnknownEvent extends Error {
  /** `version`: one this process does not know; `null` = it does not know the type. */
  constructor(type: string, version: number | null) {
    super(
      version === null
        ? `event ${type} is of a type that this process does not know`
        : `event ${type} has version ${version}; this process knows versions up to ${EVENT_VERSION}`,
    );
    this.name = 'UnknownEvent';
  }
}

export function upcast(
  type: string,
  version: number,
  body: Body,
  lifts = LIFTS,
  current: number = EVENT_VERSION,
): Body {
  if (version > current) throw new UnknownEvent(type, version);
  let lifted = body;
  for (let at = version; at < current; at++) {
    const lift = lifts.get(at);
    if (lift === undefined) throw new UnknownEvent(type, at);
    lifted = lift(type, lifted);
  }
  return lifted;
}
