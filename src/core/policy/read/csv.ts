/** CSV text -> records with the line each begins on. Takes what spreadsheets write: BOM, CRLF, semicolons. */
import { CsvError, parse } from 'csv-parse/sync';
import type { Problem } from '../model.ts';
import { fault } from './problem.ts';

export interface CsvRecord {
  /** 1-based line on which the record begins; a quoted cell may run over several. */
  readonly line: number;
  readonly cells: readonly string[];
}

export interface CsvFile {
  readonly file: string;
  readonly records: readonly CsvRecord[];
  readonly problems: readonly Problem[];
}

export function readCsv(file: string, text: string): CsvFile {
  const heading = text.slice(0, (text.indexOf('\n') + 1 || text.length + 1) - 1);
  const delimiter = !heading.includes(',') && heading.includes(';') ? ';' : ',';
  const records: CsvRecord[] = [];
  try {
    parse(text, {
      delimiter,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      // Collected as they come: rows before a broken quote are still checked. Told is the line a record ends on.
      on_record(cells: string[], { lines }) {
        records.push({ line: lines - cells.reduce((sum, cell) => sum + newlines(cell), 0), cells });
        return null;
      },
    });
    return { file, records, problems: [] };
  } catch (error) {
    const line = error instanceof CsvError && typeof error.lines === 'number' ? error.lines : null;
    const message = error instanceof CsvError ? meaningOf(error.code) : 'cannot be read as CSV';
    const remedy = 'Put a cell with a quote in it in quotes, and double the quote inside: "5"" disk".';
    return { file, records, problems: [fault({ file, line }, 'csv', message, remedy)] };
  }
}

function meaningOf(code: string): string {
  switch (code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'a quote is opened and never closed';
    case 'INVALID_OPENING_QUOTE':
      return 'a quote stands in the middle of a cell';
    case 'CSV_INVALID_CLOSING_QUOTE':
      return 'something follows a closing quote in the same cell';
    default:
      return `cannot be read as CSV (${code})`;
  }
}

function newlines(cell: string): number {
  let count = 0;
  for (let at = cell.indexOf('\n'); at !== -1; at = cell.indexOf('\n', at + 1)) count++;
  return count;
}
