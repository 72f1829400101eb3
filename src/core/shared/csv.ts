/** Writing CSV that people open in a spreadsheet: what is in it is other people's text. */

/** One line, with the line end the format asks for (RFC 4180). */
export const csvLine = (cells: readonly string[]): string => `${cells.map(cell).join(',')}\r\n`;

/**
 * A cell a spreadsheet would take for a formula begins with an apostrophe: names and groups are other people's text
 * ("CSV injection"). Quoted whenever anything in it could end the cell.
 */
function cell(value: string): string {
  const safe = /^[\s]*[=+\-@|%]/.test(value) || /^[\t\r\n]/.test(value) ? `'${value}` : value;
  return /[",\r\n;\t']/.test(safe) || safe !== safe.trim() ? `"${safe.replace(/"/g, '""')}"` : safe;
}
