/** Words as Slack takes them: plain, no longer than a limit, and escaped where Slack only takes its own markup. */

export const words = (text: string, most: number) => ({
  type: 'plain_text' as const,
  text: plain(text, most),
  emoji: false,
});

/** Slack refuses an empty text. */
const EMPTY = '–';
/** Control characters, and those that turn the direction of what is read or are not seen at all. */
const UNSEEN =
  /\u034f|[\p{Cc}\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/** One text as people read it: nothing hidden in it, and no longer than that. */
export function plain(text: string, most: number): string {
  const seen = text.replace(UNSEEN, (one) => (one === '\n' ? '\n' : '')).trim();
  if (seen === '') return EMPTY;
  return seen.length <= most ? seen : `${seen.slice(0, most - 2).trimEnd()} …`;
}

/** The whole of it, in as many texts as it takes; broken between words where there are any. */
export function pieces(text: string, most: number): readonly ReturnType<typeof words>[] {
  const found: string[] = [];
  let rest = plain(text, Number.POSITIVE_INFINITY);
  while (rest.length > most) {
    const between = rest.lastIndexOf(' ', most);
    const end = between > most / 2 ? between : most - (HALF.test(rest.charAt(most - 1)) ? 1 : 0);
    found.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return [...found, rest].map((one) => words(one, most));
}

/** The first half of a character that takes two. */
const HALF = /[\ud800-\udbff]/;

/** "Formatting text for app surfaces": these three, and no others. */
export const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** A link is a web address or none; written out, nothing in it ends the markup around it. */
export function webAddress(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const { protocol, href } = new URL(text);
  if (protocol !== 'https:' && protocol !== 'http:') return null;
  return escaped(href).replaceAll('|', '%7C');
}
