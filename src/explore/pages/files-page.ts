/** The files of a result folder as a page; each is handed out as a file, never shown as a page of its own. */

import { escapeHtml } from '../../report/page/markup.ts';
import type { FolderFile } from '../folder-files.ts';
import { addressOf, framePage, type Page, shownPath } from './frame.ts';

/** @param path  of the folder, below the folder shown */
export function filesPage(path: string, files: readonly FolderFile[], isRun: boolean, canWrite: boolean): Page {
  const shown = shownPath(path);
  const rows = files.map(({ name, bytes }) => {
    const address = addressOf('/file', { of: path, name });
    return `<tr><th scope="row"><a href="${address}" download>${escapeHtml(name)}</a></th><td class="right">${(bytes / 1000).toFixed(1)}</td></tr>`;
  });
  const links = [
    `<a href="${addressOf('/report', { of: path })}">Report</a>`,
    ...(isRun && canWrite ? [`<a href="${addressOf('/edit', { run: path })}">Edit its scenario</a>`] : []),
  ];
  const body = [
    `<h1>Files of ${escapeHtml(shown)}</h1>`,
    `<p>${links.join(', ')}</p>`,
    '<div class="scroll" role="group" tabindex="0" aria-labelledby="files-caption"><table><caption id="files-caption">Arrow files open in polars, pyarrow and DuckDB; results/README.md explains every column.</caption>',
    `<thead><tr><th scope="col">File</th><th scope="col" class="right">kB</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`,
  ];
  return framePage({ title: `Files of ${shown}`, canWrite, here: 'results', body: body.join('\n') });
}
