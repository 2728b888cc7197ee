/** DuckDB over files: an SQL engine that is not ours, for what people do with exported tables. */

import { DuckDBInstance } from '@duckdb/node-api';

export interface Duck {
  /** Rows of one statement by column name; 64-bit integers as bigint. */
  rows(sql: string): Promise<Record<string, unknown>[]>;
  /** Whole columns of a file by name. */
  columns(file: string): Promise<Record<string, readonly unknown[]>>;
  close(): void;
}

/** @param folder  where relative file names of a statement are looked for */
export async function openDuck(folder: string): Promise<Duck> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  await connection.run(`SET file_search_path = '${folder}'`);
  return {
    rows: async (sql) => (await connection.runAndReadAll(sql)).getRowObjectsJS(),
    columns: async (file) => (await connection.runAndReadAll(`SELECT * FROM '${file}'`)).getColumnsObjectJS(),
    close(): void {
      connection.closeSync();
      instance.closeSync();
    },
  };
}
