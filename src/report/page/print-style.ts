/**
 * Paper: A4 and Letter alike, light palette, the first screen over the whole width and all questions in two columns, charts in their narrow
 * form, nothing cut, nothing twice (once-on-paper.ts). Text is 9.5 pt, tables and remarks are 8 pt, places and hashes at the end 7 pt. Hash, data date and page number
 * stand in the margin of every page (margin boxes of CSS Paged Media; a browser without them prints the hash on the first page alone).
 */

import type { Report } from '../content.ts';
import { dataTo } from '../data-date.ts';
import { escapeCss } from './markup.ts';

/** Rules for paper. */
export function printStyle({ hash, origin }: Report): string {
  return `
@page{margin:16mm;
@bottom-left{content:"Report ${escapeCss(hash)}, ${escapeCss(dataTo(origin.dataDate))}";font:8pt ${SANS};color:#4A545E}
@bottom-right{content:"Page " counter(page) " of " counter(pages);font:8pt ${SANS};color:#4A545E}}
@media print{
html{font:9.5pt/1.14 ${PAPER}}
body{max-width:none;margin:0;padding:0}
.skip,.contents,.switch,.reading,.marker,.picked,.brush,.copy,.told,.told+.small,.numbers-told details.data,.drawn,.in-table,section.question>.kicker,.same h3{display:none!important}
h1{font-size:15pt;line-height:1.15;max-width:none}h2{font-size:10.5pt;line-height:1.15;margin-bottom:2pt;max-width:none}h3{font-size:9.5pt;line-height:1.2}
.lead,.decision .lead{font-size:10.5pt;line-height:1.25;margin:2pt 0 4pt}
.kicker,.small,caption,.origin,dt,.direction{font-size:8pt;line-height:1.2}
.headlines .value{font-size:14pt;line-height:1.15}.headlines .value.words{font-size:11pt;line-height:1.2}.headlines .interval{font-size:9.5pt;line-height:1.2}.headlines>div{margin-bottom:6pt}
p,pre,ul,dl{margin-block:0 2.5pt}p,.text>*,.note{max-width:none}
.first{display:grid;grid-template-columns:minmax(0,1fr) 48mm;gap:6mm}
.answers>div{margin-bottom:2.5pt;max-width:none}.answers dt{font-size:9.5pt;line-height:1.2}
.headlines{display:block;border-top:0;padding:0 0 0 4mm;border-left:1px solid var(--grid)}
.deciding{margin-top:4pt}.deciding h2{font-size:10.5pt}.deciding .assumptions{display:grid;grid-template-columns:repeat(3,1fr);gap:0 5mm}
.origin{margin-top:3pt;grid-template-columns:repeat(6,auto);gap:2pt 5mm}
main{margin-top:5pt;columns:2;column-gap:5mm;orphans:2;widows:2}
section.question{margin-top:3pt;padding-top:1.5pt}section.question:first-of-type{margin-top:0}
section.question>.kicker{margin-bottom:0;line-height:1.1}
.note{padding:1pt 4pt;margin:0 0 2pt;font-size:8pt;line-height:1.14}
h1,h2,h3,.kicker,caption,summary,legend,figcaption{break-after:avoid}
figcaption,.drawing,.note,.deciding,.answers>div,.headlines>div,tr,.facts>div,.pairs>div,.assumptions li{break-inside:avoid}
figure.chart{margin-block:2pt 3pt}figcaption{margin-bottom:1pt}
.wide-only,#tables{column-span:all}.scroll.broad,.scroll.broad+.small{display:none}#tables .scroll.broad{display:block}#tables .scroll.broad+.small{display:block}
.drawing{overflow:visible;border:0;width:auto}.drawing.wide{display:none}.drawing.narrow{display:block}
.drawing svg{max-width:100%;height:auto;max-height:230mm}.drawing.narrow svg{width:64mm}.drawing.narrow.tall svg{width:60mm}.wide-only .drawing svg{max-height:62mm}
.scroll{overflow:visible;border:0;margin:1pt 0 4pt;max-width:none}
thead{display:table-header-group}tbody tr:first-child{break-before:avoid}
table,#definitions table{width:100%;min-width:0;font-size:8pt;line-height:1.05}th,td{padding:.2pt 4pt .3pt 0;overflow-wrap:break-word;font-size:inherit}th:last-child,td:last-child{padding-right:0}td{min-width:0!important}td.short{white-space:normal}td.brief,#tables td.short,#tables th.brief{white-space:nowrap}[class*=piles] td,#tables .many td.short:not(.brief,.fair){white-space:normal!important}#tables .many :is(th,td){padding-right:3.5pt}
thead th{font-size:8pt;line-height:1.1}caption{padding-bottom:1pt}
tbody th{position:static;min-width:0;max-width:none}
.option,.choice>.option{display:none!important}.option[data-index="0"],.choice>.option[data-index="0"]{display:block!important}
details::details-content{content-visibility:visible;block-size:auto;display:block}
details.data{margin:1pt 0}details.data>summary,details.figures{display:none}
[data-picker] th,[data-picker] td{padding-right:2.6pt}[data-picker] :is(th,td):last-child{display:none}
.piles-2{columns:2}.piles-3{columns:3}.piles-4{columns:4}[class*=piles]{column-gap:4mm}[class*=piles] :is(th,td){padding-right:2pt}
#figures p{font-size:7pt;line-height:1.1;overflow-wrap:anywhere}#figures p{color:var(--text)}#figures i{font-style:normal;color:var(--secondary)}
pre,pre code{white-space:pre-wrap;overflow-wrap:anywhere;font-size:8pt;line-height:1.15;overflow:visible}pre{padding:3pt 5pt}
.code{margin:0 0 5pt;max-width:none}
.columns{display:block}.columns h3{margin:3pt 0 0}.assumptions{max-width:none}.assumptions li{padding:1.5pt 0;font-size:9.5pt;line-height:1.2}.columns .direction{display:inline}
.pairs dt,.pairs dd{display:inline;font-size:9.5pt;line-height:1.18}.pairs dt::after{content:" "}.pairs>div{margin-bottom:1pt}
.facts{display:block;font-size:7pt;line-height:1.12}.facts>div{margin-bottom:.5pt}.facts dt,.facts dd{display:inline;font-size:7pt;line-height:1.12}.facts dt::after{content:": "}.facts code{font-size:6.6pt;line-height:1.1;word-break:break-all}.facts dd{overflow-wrap:anywhere}
a{color:inherit}
svg,.note,.surface{print-color-adjust:exact;-webkit-print-color-adjust:exact}
footer{display:none}
}`;
}

/** Fonts of the system; the page brings none. */
export const SANS =
  'system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Liberation Sans","DejaVu Sans",Arial,sans-serif';

/** On paper narrower letters come first where the system has them. */
const PAPER = `"Helvetica Neue",Helvetica,Arial,"Liberation Sans",${SANS}`;
