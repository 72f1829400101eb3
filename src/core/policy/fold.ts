/** How values are compared: case, blanks around and the way accents are composed make no difference. */
export const fold = (text: string) => text.normalize('NFC').trim().toLowerCase().normalize('NFC');
