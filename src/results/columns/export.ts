/** Columns of the table of columns that an export puts beside the tables. */

import { flag, label, named, type TableDeclaration, text } from './column.ts';

export const COLUMNS: TableDeclaration = {
  file: 'columns.arrow',
  row: 'a column of a table',
  description: 'What each column of the exported tables holds, for programs that do not see the metadata of a column.',
  columns: named({
    table: text('Table', 'Name of the table’s file without its extension.'),
    column: text('Column', 'Name of the column.'),
    type: label('Type', 'Type of the column in the Arrow file.'),
    unit: text('Unit', 'Unit of every value.'),
    label: text('Label', 'A few words for a chart axis or a table head.'),
    description: text('Description', 'One or two sentences.'),
    mayBeNull: flag('May be null', 'The column may hold nulls, which mean "does not apply".'),
  }),
};
