/** Choosing a scenario, editing it, and the progress of a run: pages of a server that may write. */

import { escapeHtml, jsonForScript } from '../../report/page/markup.ts';
import type { FolderEntry } from '../list-folders.ts';
import type { Draft, ShippedScenario } from '../scenario-files.ts';
import { addressOf, framePage, type Page, shownPath } from './frame.ts';

/** What can be opened in the editor. */
export interface ScenarioChoice {
  /** Working folder, as the user named it. */
  readonly working: string;
  readonly saved: readonly string[];
  readonly shipped: readonly ShippedScenario[];
  readonly runs: readonly FolderEntry[];
}

export function scenariosPage({ working, saved, shipped, runs }: ScenarioChoice): Page {
  const list = (
    title: string,
    key: string,
    names: readonly (readonly [value: string, text: string, about?: string | null])[],
    none: string,
  ) => {
    const items = names.map(
      ([value, text, about]) =>
        `<li><a href="${addressOf('/edit', { [key]: value })}">${escapeHtml(text)}</a>${about == null ? '' : `<br><span class="small">${escapeHtml(about)}</span>`}</li>`,
    );
    return `<section class="question"><h2>${escapeHtml(title)}</h2>${items.length === 0 ? `<p>${escapeHtml(none)}</p>` : `<ul class="plain">${items.join('')}</ul>`}</section>`;
  };
  const same = (name: string) => [name, name] as const;
  const body = [
    '<h1>Scenarios</h1>',
    `<p class="lead">Drafts are saved in ${escapeHtml(working)}. What comes with Firebreak, and what a run was made of, opens as a copy.</p>`,
    list('Saved here', 'saved', saved.map(same), 'Nothing yet.'),
    list(
      'With Firebreak',
      'shipped',
      shipped.map(({ name, question }) => [name, name, question] as const),
      'None.',
    ),
    list(
      'Of a run',
      'run',
      runs.map(({ path, name }) => [path, `${name ?? 'scenario'} (${shownPath(path)})`]),
      'No run is readable yet.',
    ),
  ];
  return framePage({ title: 'Scenarios', canWrite: true, here: 'scenarios', body: body.join('\n') });
}

export interface EditorPageOptions {
  readonly draft: Draft;
  /** Working folder, as the user named it. */
  readonly working: string;
  readonly importMap: string;
  readonly nonce: string;
}

export function editorPage({ draft, working, importMap, nonce }: EditorPageOptions): Page {
  const body = `
<h1>Edit a scenario</h1>
<noscript><p class="note">Editing needs a script; with <code>firebreak check</code> and <code>firebreak run</code> it works in a terminal.</p></noscript>
<form id="draft" class="row" autocomplete="off">
<label class="name">File in ${escapeHtml(working)}<input id="file" name="file" required spellcheck="false" value="${escapeHtml(draft.file)}"></label>
<label class="few">Paths, if not as written<input id="paths" name="paths" inputmode="numeric"></label>
<button id="save" type="button">Save</button><button id="run" class="main" type="submit" disabled>Run</button>
</form>
<div class="bench"><div><div id="editor" data-nonce="${nonce}"></div>
<p class="small">Ctrl-Space lists the keys that may stand here, Ctrl-S saves, Esc then Tab leaves the text.</p>
<section aria-labelledby="verdict-title"><h2 id="verdict-title">Check</h2><div id="verdict" role="status"></div></section>
${JOB_HTML}</div>
<div class="side"><section aria-labelledby="field-title"><h2 id="field-title">Field at the cursor</h2><div id="field"></div></section>
<section aria-labelledby="keys-title"><h2 id="keys-title">Keys that may stand here</h2><ul id="keys" class="keys" tabindex="0" aria-labelledby="keys-title"></ul></section></div></div>
<script type="application/json" id="draft-data">${jsonForScript(draft)}</script>`;
  return framePage({
    ...{ title: 'Edit a scenario', canWrite: true, here: 'scenarios', body, isWide: true, importMap, nonce },
    scripts: ['/editor.js', '/job.js'],
  });
}

/** The run under way by itself. */
export function jobPage(): Page {
  const body = `<h1>The run under way</h1>
<noscript><p class="note">Progress needs a script; the list of results shows the run when it is done.</p></noscript>
<p id="no-job">No run has been started from this page yet.</p>${JOB_HTML}`;
  return framePage({ title: 'The run under way', canWrite: true, here: 'scenarios', body, scripts: ['/job.js'] });
}

/** Filled by the script; nothing of it is shown before there is a run. */
const JOB_HTML = `<section id="job" class="job" aria-labelledby="job-title" hidden><h2 id="job-title">Run</h2>
<p id="job-state" role="status"></p>
<p id="job-progress"><label for="job-bar" id="job-phase" class="small"></label><progress id="job-bar" max="1" value="0"></progress></p>
<p class="row"><button id="job-cancel" type="button">Cancel</button><button id="job-resume" type="button" hidden>Go on</button><span id="job-links"></span></p>
<p class="small">The command, as in a terminal:</p><pre id="job-command" tabindex="0" aria-label="Command"></pre>
<details id="job-details"><summary>What it printed</summary><pre id="job-log" tabindex="0" aria-label="What it printed"></pre></details></section>`;
