/** Of an address we send as, for the Message-ID. */
export const hostOf = (address: string): string =>
  address.slice(address.lastIndexOf('@') + 1).replace(/[>\s].*$/, '') || 'invalid';
