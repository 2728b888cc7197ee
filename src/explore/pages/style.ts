/** The style sheet of the pages: the report's own rules and palettes (report/page), and what lists, switches and the editor need besides. */

import { DARK, declarations, LIGHT } from '../../report/page/palette.ts';
import { SANS } from '../../report/page/print-style.ts';
import { BASE, TABLES } from '../../report/page/style.ts';

const MONO = 'ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace';

const OWN = `
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
header.site{display:flex;flex-wrap:wrap;gap:4px 20px;align-items:baseline;border-bottom:1px solid var(--grid);padding-bottom:10px;margin-bottom:24px;font-size:15px;line-height:22px}
header.site nav{display:flex;gap:16px}header.site strong{font-weight:650}header.site .mode{margin-left:auto;color:var(--secondary);font-size:14px}
header.site a[aria-current]{color:var(--text);text-decoration:none;font-weight:600}
.lead{font-size:20px;line-height:30px;color:var(--secondary);margin:8px 0 16px}
button,.button,input,select{font:15px/22px ${SANS};color:var(--text);background:var(--ground);border:1px solid var(--axis);padding:5px 12px;border-radius:0}
button,.button{cursor:pointer;color:var(--link)}
button.main{background:var(--text);color:var(--ground);border-color:var(--text)}
button:disabled{color:var(--secondary);border-color:var(--grid);background:var(--ground);cursor:default}
.row{display:flex;flex-wrap:wrap;gap:10px 14px;align-items:end;margin:0 0 16px}
.row label{display:block;font-size:14px;line-height:20px;color:var(--secondary)}
.row input{display:block;width:100%}.row .name{flex:1 1 220px;max-width:420px}.row .few{width:190px}
h1+.row{margin-top:14px}
.results-box{max-width:none}table.results{min-width:900px}table.results th[scope=row]{min-width:190px;max-width:260px}
.tick{display:inline-flex;align-items:center;width:24px;height:28px;margin:-2px 6px -2px 0;vertical-align:middle}
.tick input{width:18px;height:18px;margin:0;padding:0;accent-color:var(--link)}
.state{font-weight:600;color:var(--note-text)}
.found{min-width:300px;max-width:440px}.found div+div{margin-top:4px}
.found .label{color:var(--secondary)}
.plain{padding:0 0 0 20px;max-width:680px}.plain li{margin-bottom:4px;overflow-wrap:anywhere}
.scroll,.job pre{overscroll-behavior-x:contain}
@media (max-width:759px){table.results{min-width:0;display:block}table.results thead{display:none}
table.results tbody,table.results tr,table.results caption,table.results td,table.results th[scope=row]{display:block;max-width:none;min-width:0;border-bottom:0;padding:2px 0;position:static}
table.results tr{border-bottom:1px solid var(--axis);padding:10px 0}
table.results td[data-label]:not([data-label=""])::before{content:attr(data-label) ": ";color:var(--secondary)}
.results-box{overflow-x:visible}header.site .mode{margin-left:0}}
@media print{header.site,form .row,.tick{display:none}}`;

const EDITOR = `
body.wide{max-width:1360px}
.bench{display:grid;gap:24px}
.bench>*{min-width:0}
#editor{border:1px solid var(--axis)}
#editor .cm-editor{height:62vh;min-height:320px}
.cm-editor .tok-comment{color:var(--secondary);font-style:italic}
.cm-editor .tok-propertyName,.cm-editor .tok-keyword{color:var(--link)}
.cm-editor .tok-string,.cm-editor .tok-string2,.cm-editor .tok-content{color:var(--text)}
.cm-editor .tok-number{color:var(--accent)}
.side h2{font-size:18px;line-height:26px;margin-bottom:6px}
.side section{border-top:1px solid var(--grid);padding:14px 0 6px}
.side dl{display:grid;grid-template-columns:auto 1fr;gap:2px 14px;font-size:15px;line-height:22px;margin-bottom:8px}
.side dl dt{line-height:22px}
.keys{max-height:260px;overflow:auto;padding:0;list-style:none;font-size:15px;line-height:22px}
.keys li{padding:3px 0}.keys code{font-weight:600}
.verdict.valid{border-left:4px solid var(--accent);padding:2px 0 2px 14px;margin-bottom:14px}
.problems{padding:0;margin:0 0 14px;list-style:none;background:var(--note-ground);color:var(--note-text)}
.problems li{padding:8px 14px;font-size:15px;line-height:22px;overflow-wrap:anywhere}
.problems button{background:none;border:0;padding:0;color:inherit;text-decoration:underline;text-underline-offset:2px;font-weight:600}
.problems code{font-weight:600}
progress{width:100%;height:14px;accent-color:var(--link)}
.job pre{max-height:320px;overflow:auto;white-space:pre;font:13px/19px ${MONO}}
.job .row{align-items:center}
@media (min-width:1000px){.bench{grid-template-columns:minmax(0,1fr) 360px}}
@media (max-width:759px){#editor .cm-editor{height:52vh}}`;

/** The whole sheet, the same for every page. */
export const EXPLORE_STYLE = [
  `:root{color-scheme:light dark;${declarations(LIGHT)}}`,
  `@media screen and (prefers-color-scheme:dark){:root{${declarations(DARK)}}}`,
  BASE,
  TABLES,
  OWN,
  EDITOR,
].join('\n');
