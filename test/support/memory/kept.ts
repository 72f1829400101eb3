/**
 * What a row is kept as: the value its JSON says, as jsonb would give it back, frozen. Readers and the store may so share
 * it, and whoever changes what they have read is found out.
 */

/** As JSON spells what PostgreSQL cannot store in a text: NUL, and half of a surrogate pair. */
const UNSTORABLE = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f][0-9a-f]{2})/;

export class UnstorableText extends Error {
  constructor() {
    super('unsupported Unicode: PostgreSQL keeps no null character, and no half of a pair');
    this.name = 'UnstorableText';
  }
}

/** What was kept before is kept as it is: a row that is written again shares what has not changed. */
const KEPT = new WeakSet<object>();

export function kept<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && KEPT.has(value)) return value;
  const text: string | undefined = JSON.stringify(value);
  if (text === undefined) throw new Error('there is nothing to be kept: a null value violates a not-null constraint');
  if (text.includes('\\u') && UNSTORABLE.test(text)) throw new UnstorableText();
  const copy: Value = JSON.parse(text);
  return frozen(copy);
}

/** Of a key: it is never written without, and asking for it fails as well. */
export function storable(text: string): string {
  if (text.includes('\u0000')) throw new UnstorableText();
  return text;
}

function frozen<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value;
  for (const member of Object.values(value)) frozen(member);
  KEPT.add(value);
  return Object.freeze(value);
}
