/** Writing HTML: whatever is text is escaped, because names and groups are other people's. */

/** Markup, as opposed to text: only this file makes it. */
export interface Html {
  readonly html: string;
}

type Part = Html | string | number | readonly Html[];

/** A template whose values are escaped unless they are markup already. */
export function html(strings: TemplateStringsArray, ...values: readonly Part[]): Html {
  return { html: strings.map((text, at) => text + markup(values[at])).join('') };
}

export const NOTHING: Html = { html: '' };

function markup(value: Part | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'string' || typeof value === 'number') return escaped(String(value));
  return 'html' in value ? value.html : value.map((one) => one.html).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Also what turns the direction of writing: a login must not read as another one. */
function escaped(text: string): string {
  const plain = text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ');
  return plain.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
