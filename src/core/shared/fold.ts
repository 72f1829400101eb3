/** How values are compared: case, blanks around and the way accents are composed make no difference. */
export function fold(text: string): string {
  // Most values are plain ASCII, and composing is by far the dearest step over a long table.
  if (!BEYOND_ASCII.test(text)) return text.trim().toLowerCase();
  return text.normalize('NFC').trim().toLowerCase().normalize('NFC');
}

const BEYOND_ASCII = /[^\0-\x7f]/;
