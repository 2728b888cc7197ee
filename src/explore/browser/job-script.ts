/**
 * The browser's side of a run: asks for its state while it lasts, shows progress, cancels it, and leads to its report. Plain JavaScript as
 * text, because it runs in the reader's browser; texts are set as text, never as markup.
 */

export const JOB_SCRIPT = `
const PAUSE_MS = 400;
const at = (id) => document.getElementById(id);
const STATES = {
  running: 'Running.',
  ending: 'Cancelled: the blocks under way are being finished.',
  done: 'Done.',
  interrupted: 'Interrupted. What was done is kept; the command that goes on stands in what it printed.',
  refused: 'Refused: the scenario is at fault.',
  failed: 'Failed.',
};
const PHASES = { pilots: 'Pilots', paths: 'Paths', traces: 'Worst paths and tail again', contagion: 'One asset alone' };
const count = (value) => value.toLocaleString('en-GB');
const setText = (id, text) => { if (at(id).textContent !== text) at(id).textContent = text; };

let shownLinks = '';
const showLinks = (job) => {
  const key = job.id + job.state + job.hasReport;
  if (key === shownLinks) return;
  shownLinks = key;
  at('job-links').replaceChildren();
  if (!job.hasReport) return;
  const link = document.createElement('a');
  link.href = '/report?' + new URLSearchParams({ of: job.folder });
  link.textContent = job.state === 'done' ? 'Open its report' : 'Open the report of what was done';
  at('job-links').append(link);
};

const show = (job) => {
  at('job').hidden = false;
  if (at('no-job')) at('no-job').hidden = true;
  setText('job-state', STATES[job.state]);
  const { progress } = job;
  const bar = at('job-bar');
  const isOver = job.state !== 'running' && job.state !== 'ending';
  if (progress) {
    bar.max = progress.total || 1;
    bar.value = progress.done;
    const left = progress.secondsLeft === null ? '' : ', about ' + count(Math.ceil(progress.secondsLeft)) + ' s left';
    setText('job-phase', PHASES[progress.phase] + ': ' + count(progress.done) + ' of ' + count(progress.total) + left);
  } else {
    bar.removeAttribute('value');
    setText('job-phase', 'Starting');
  }
  // How far the last phase was says nothing of a run that has ended.
  at('job-progress').hidden = isOver;
  at('job-cancel').disabled = isOver;
  at('job-cancel').textContent = job.state === 'ending' ? 'End at once' : 'Cancel';
  // Without a report nothing was kept that one could go on with.
  at('job-resume').hidden = job.state !== 'interrupted' || !job.hasReport;
  setText('job-command', job.command);
  setText('job-log', job.log);
  if (job.state === 'failed' || job.state === 'refused' || job.state === 'interrupted') at('job-details').open = true;
  showLinks(job);
  document.dispatchEvent(new CustomEvent('job', { detail: { isOver } }));
};

/** A run that ended before this page was opened is told on its own page alone. */
let isWatched = at('no-job') !== null;
let timer = 0;
const follow = async () => {
  clearTimeout(timer);
  try {
    const answer = await fetch('/job.json');
    const { job } = await answer.json();
    if (job === null) return;
    const isOver = job.state !== 'running' && job.state !== 'ending';
    isWatched ||= !isOver;
    if (isWatched) show(job);
    if (isOver) return;
  } catch {
    setText('job-state', 'The server does not answer: is firebreak explore still running?');
  }
  timer = setTimeout(follow, PAUSE_MS);
};

const send = (path) => async () => {
  await fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' });
  follow();
};
at('job-cancel').addEventListener('click', send('/cancel'));
at('job-resume').addEventListener('click', send('/resume'));
document.addEventListener('run', () => { isWatched = true; follow(); });
follow();
`;
