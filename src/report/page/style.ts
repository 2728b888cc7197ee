/** The style sheet: one column of 68 characters, charts of 720 px, 380 px to 1,280 px, light and dark by what the reader's system says. */
import { DARK as CHART_DARK, LIGHT as CHART_LIGHT, variableDeclarations } from '../charts/palette.ts';
import type { Report } from '../content.ts';
import { OPTIONS_MAX } from './choice-html.ts';
import { DARK, declarations, LIGHT } from './palette.ts';
import { printStyle, SANS } from './print-style.ts';

/** The whole sheet. Its text goes into the policy by its hash, so it stands between the tags as it is here. */
export function pageStyle(report: Report): string {
  return [
    `:root{color-scheme:light dark;${declarations(LIGHT)};${variableDeclarations(CHART_LIGHT)}}`,
    `@media screen and (prefers-color-scheme:dark){:root{${declarations(DARK)};${variableDeclarations(CHART_DARK)}}}`,
    '@media print{:root{color-scheme:light}}',
    BASE,
    DECISION,
    TABLES,
    CHARTS,
    choiceRules(),
    printStyle(report),
  ].join('\n');
}

export const BASE = `
*{box-sizing:border-box}
html{font:17px/27px ${SANS};font-variant-numeric:tabular-nums;background:var(--ground);color:var(--text);-webkit-text-size-adjust:100%}
body{max-width:1040px;margin:0 auto;padding:24px 20px 64px}
h1,h2,h3,p,dl,dd,ul,ol,figure{margin:0}
h1{font-size:30px;line-height:36px;font-weight:650;letter-spacing:-.01em;max-width:860px;overflow-wrap:anywhere;text-wrap:balance}
h2{font-size:23px;line-height:30px;font-weight:650;max-width:680px;overflow-wrap:anywhere;margin-bottom:12px}
h3{font-size:18px;line-height:26px;font-weight:600;overflow-wrap:anywhere}
p{max-width:680px;margin-bottom:14px;overflow-wrap:anywhere}
a{color:var(--link);text-decoration:underline;text-underline-offset:2px}
:focus-visible{outline:3px solid var(--link);outline-offset:2px}
.skip{position:absolute;left:-9999px}.skip:focus{left:20px;top:4px;background:var(--ground);padding:4px 8px;z-index:2}
.kicker,.small,.direction{font-size:14px;line-height:20px;color:var(--secondary)}
.kicker{margin-bottom:4px}
.figure{font-weight:600}.nb{white-space:nowrap}
.note{max-width:680px;background:var(--note-ground);color:var(--note-text);padding:10px 14px;margin:0 0 14px;font-size:15px;line-height:23px}
.note p{margin:0}.note p+p{margin-top:6px}
section.question{border-top:1px solid var(--grid);margin-top:44px;padding-top:20px}
.contents{margin-top:28px;background:var(--surface);padding:14px 18px}
.contents ol{padding:0 0 0 22px;font-size:15px;line-height:24px}
dt{font-size:14px;line-height:20px;color:var(--secondary)}
dd{overflow-wrap:anywhere}
.pairs>div{max-width:680px;margin-bottom:12px}.pairs dt{font-size:17px;line-height:27px;color:var(--text);font-weight:600}
.assumptions{padding:0;list-style:none;max-width:680px}
.assumptions li{padding:8px 0;border-bottom:1px solid var(--grid);font-size:15px;line-height:22px;overflow-wrap:anywhere}
.direction{display:block}
.columns{display:grid;gap:24px}.columns h3{margin-bottom:4px}
code,pre{font:14px/21px ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace}
.code{position:relative;max-width:720px;margin:0 0 16px}
pre{margin:0;background:var(--surface);padding:12px 14px;overflow-x:auto;white-space:pre-wrap;overflow-wrap:anywhere}
.copy{font:14px/20px ${SANS};color:var(--link);background:var(--ground);border:1px solid var(--axis);padding:4px 12px;margin-top:6px;cursor:pointer}
.facts{display:grid;gap:6px 32px;max-width:960px}.facts code{overflow-wrap:anywhere}
@media screen{.paper{display:none}}
footer{border-top:1px solid var(--grid);margin-top:44px;padding-top:14px}
@media (min-width:760px){.columns{grid-template-columns:repeat(auto-fit,minmax(260px,1fr))}.facts{grid-template-columns:1fr 1fr}.contents ol{columns:2;column-gap:40px}}
@media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}`;

const DECISION = `
.decision .lead{font-size:20px;line-height:30px;color:var(--secondary);margin:8px 0 16px}
.first{display:grid;gap:20px}
.answers>div{margin-bottom:12px;max-width:680px}
.answers dt{font-weight:600}
.headlines{border-top:1px solid var(--grid);padding-top:16px;display:grid;gap:16px}
.headlines dt{max-width:300px}
.headlines .value{display:block;font-size:34px;line-height:40px;letter-spacing:-.01em}
.headlines .value.words{font-size:20px;line-height:28px}
.headlines .interval{display:block;font-size:17px;line-height:24px;color:var(--secondary)}
.deciding{margin-top:20px}.deciding h2{font-size:18px;line-height:26px;margin-bottom:2px}
.deciding .assumptions{max-width:none}
.origin{display:grid;grid-template-columns:1fr 1fr;gap:8px 24px;margin-top:20px;font-size:14px;line-height:20px}
@media (min-width:760px){
.headlines{grid-template-columns:repeat(3,1fr)}.origin{grid-template-columns:repeat(3,1fr)}
.deciding .assumptions{display:grid;grid-template-columns:repeat(3,1fr);gap:0 24px}.deciding li{border-bottom:0}}
@media (min-width:1000px){
.first{grid-template-columns:minmax(0,640px) minmax(0,1fr);gap:36px}
.headlines{grid-template-columns:1fr;align-content:start;border-top:0;padding:0 0 0 24px;border-left:1px solid var(--grid)}
.origin{grid-template-columns:repeat(6,auto)}}`;

export const TABLES = `
.scroll{overflow-x:auto;max-width:960px;margin:8px 0 16px}
table{border-collapse:collapse;font-size:15px;line-height:22px;min-width:min(100%,480px)}
caption{text-align:left;font-size:14px;line-height:20px;color:var(--secondary);padding-bottom:6px}
th,td{text-align:left;vertical-align:top;padding:5px 18px 5px 0;border-bottom:1px solid var(--grid);font-weight:400}
thead th{color:var(--secondary);font-size:14px;line-height:20px;border-bottom-color:var(--axis);vertical-align:bottom}
tbody th{position:sticky;left:0;background:var(--ground);min-width:110px;max-width:280px;overflow-wrap:break-word}
.right{text-align:right}td.short,[data-picker] td{white-space:nowrap}td:not(.short){min-width:130px}
tr[hidden]{display:none}
@media (max-width:759px){tbody th{max-width:150px}td:not(.short){min-width:200px}}`;

const CHARTS = `
figure.chart{margin:20px 0 24px;max-width:960px}
figcaption{margin-bottom:8px}figcaption .small{margin:0}
.drawing{overflow-x:auto;width:fit-content;max-width:100%}
.drawing svg{display:block;height:auto}
.drawing.wide{display:none}
@media (min-width:760px){.drawing.wide{display:block}.drawing.narrow{display:none}.drawing svg{max-width:100%}}
.reading{min-height:20px;margin:4px 0 0}
.reading.full{color:var(--text)}
.marker{fill:none;stroke:var(--text);stroke-width:2;pointer-events:none}
.picked{fill:var(--accent);fill-opacity:.16;pointer-events:none}
.brush{display:flex;flex-wrap:wrap;gap:8px 20px;align-items:center;border:0;padding:0;margin:8px 0;font-size:14px;line-height:20px;max-width:960px}
.brush legend{color:var(--secondary);padding:0 0 4px}.brush p{margin:0;flex-basis:100%;max-width:none}
.brush label{display:flex;gap:8px;align-items:center}.brush input{width:160px;accent-color:var(--link)}
.brush button{font:14px/20px ${SANS};color:var(--text);background:var(--ground);border:1px solid var(--axis);padding:4px 12px;cursor:pointer}
.brush button[aria-pressed=true]{background:var(--text);color:var(--ground);border-color:var(--text)}.brush button:disabled{color:var(--secondary);cursor:default}
.presets{display:flex;flex-wrap:wrap;gap:4px}
details.data{margin:6px 0}
summary{cursor:pointer;font-size:14px;line-height:24px;color:var(--link);width:fit-content}`;

/** A switch shows the option whose radio button is on; without the selector for that, all are shown. */
function choiceRules(): string {
  const shown = Array.from(
    { length: OPTIONS_MAX },
    (_, index) =>
      `.choice:has(>.switch input[data-index="${index}"]:checked)>.option[data-index="${index}"]{display:block}`,
  );
  return `
.switch{display:flex;flex-wrap:wrap;gap:0 4px;border:0;margin:16px 0 0;padding:0;font-size:15px;line-height:22px}
.switch legend{float:left;padding:5px 10px 5px 0;color:var(--secondary);font-size:14px}
.switch label{position:relative;cursor:pointer}
.switch input{position:absolute;inset:0;opacity:0;margin:0;cursor:pointer}
.switch span{display:block;padding:4px 12px;border:1px solid var(--axis)}
.switch input:checked+span{background:var(--text);color:var(--ground);border-color:var(--text)}
.switch input:focus-visible+span{outline:3px solid var(--link);outline-offset:2px}
@supports selector(:has(a)){.choice>.option{display:none}
${shown.join('\n')}}`;
}
