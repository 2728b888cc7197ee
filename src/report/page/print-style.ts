/**
 * Paper: A4 and Letter alike, light palette, the first screen over the whole width and each question in two columns under its finding, charts in
 * their narrow form, nothing cut. A chart's own table is left out where the section's tables hold its numbers. Hash, data date and page
 * number stand in the margin of every page (margin boxes of CSS Paged Media; a browser without them prints the hash on the first page alone).
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
html{font-size:8.4pt;line-height:1.22}
body{max-width:none;margin:0;padding:0}
.skip,.contents,.switch,.reading,.marker,.picked,.brush,.copy{display:none!important}
h1{font-size:16pt;line-height:1.2;max-width:none}h2{font-size:11pt;line-height:1.2;margin-bottom:2pt;max-width:none}h3{font-size:9.5pt;line-height:1.25}
.lead,.decision .lead{font-size:10.5pt;line-height:1.3;margin:2pt 0 5pt}
section.question>.kicker{font-size:7pt;line-height:1.1}.kicker,.small,caption,.origin,dt,.direction,.headlines .interval{font-size:8pt;line-height:1.3}
.headlines .value{font-size:14pt;line-height:1.2}.headlines .value.words{font-size:10pt;line-height:1.25}.headlines .interval{font-size:9pt}.headlines>div{margin-bottom:6pt}
p,pre,ul,dl{margin-block:0 3pt}p,.text>*,.note{max-width:none}
.first{display:grid;grid-template-columns:minmax(0,1fr) 50mm;gap:8mm}
.answers>div{margin-bottom:2.5pt;max-width:none}.answers dt{font-size:8.5pt}
.headlines{display:block;border-top:0;padding:0 0 0 5mm;border-left:1px solid var(--grid)}
.deciding{margin-top:5pt}.deciding h2{font-size:10.5pt}.deciding .assumptions{display:grid;grid-template-columns:repeat(3,1fr);gap:0 6mm}
.origin{margin-top:4pt;grid-template-columns:repeat(6,auto);gap:2pt 5mm}
main{margin-top:6pt}section.question{columns:2;column-gap:7mm}section.question>h2,section.question>.kicker{column-span:all;margin-bottom:0}.same h3{display:none}
section.question{margin-top:4pt;padding-top:2pt}section.question:first-of-type{margin-top:0}
.note{padding:2pt 5pt;margin:0 0 3pt;font-size:7.5pt;line-height:1.2}
h1,h2,h3,.kicker,caption,summary,legend,figcaption{break-after:avoid}
figcaption,.drawing,.note,.deciding,.answers>div,.headlines>div,tr,.code,.facts>div,.pairs>div,.assumptions li{break-inside:avoid}
figure.chart{margin-block:4pt 6pt}figcaption{margin-bottom:2pt}
.wide-only,.scroll.broad,.scroll.broad+.small{column-span:all}
.drawing{overflow:visible;border:0;width:auto}.drawing.wide{display:none}.drawing.narrow{display:block}
.drawing svg{max-width:100%;height:auto;max-height:230mm}.drawing.narrow svg{width:70mm}.wide-only .drawing svg{max-height:58mm}
.scroll{overflow:visible;border:0;margin:2pt 0 5pt;max-width:none}
thead{display:table-header-group}
table{width:100%;min-width:0;font-size:6.2pt;line-height:1.1}th,td{padding:.5pt 4pt .6pt 0;overflow-wrap:break-word;font-size:inherit}td{min-width:0!important}td.short{white-space:normal}td.brief,.broad:not(.many) td.short{white-space:nowrap}
thead th{font-size:6.2pt;line-height:1.2}caption{padding-bottom:2pt}
tbody th{position:static;min-width:0;max-width:none}
.option,.choice>.option{display:none!important}.option[data-index="0"],.choice>.option[data-index="0"]{display:block!important}
details::details-content{content-visibility:visible;block-size:auto;display:block}
details.data{margin:2pt 0}details.data>summary{list-style:none;font-size:8pt;line-height:1.3;color:inherit}details.data>summary::-webkit-details-marker{display:none}
details.data>summary::before{content:""}
table[data-picker]{font-size:6pt}[data-picker] th{font-size:6pt!important}[data-picker] th,[data-picker] td{padding-right:2.6pt}[data-picker] :is(th,td):last-child{display:none}
.told details.data{display:none}.scroll.slim{columns:2;column-gap:7mm}.wide-only .scroll.long{columns:2;column-gap:7mm}.wide-only .long table{font-size:6pt}.wide-only .long td{white-space:nowrap}
details.figures{display:none}.paper .scroll,.paper .scroll.slim{columns:auto;column-span:none;margin:0 0 2pt}.paper thead{display:none}.paper caption{font-size:6pt;line-height:1.15;padding:0}.paper table{font-size:6pt;line-height:1.12}.paper th,.paper td{padding:.2pt 3pt .2pt 0;overflow-wrap:anywhere}
pre,pre code{white-space:pre-wrap;overflow-wrap:anywhere;font-size:7pt;line-height:1.25;overflow:visible}pre{padding:3pt 5pt}
.code{margin:0 0 5pt;max-width:none}
.columns{display:block}.columns h3{margin:3pt 0 0}.assumptions{max-width:none}.assumptions li{padding:1.5pt 0;font-size:8pt;line-height:1.25}.columns .direction{display:inline;font-size:7.5pt}
.pairs dt,.pairs dd{font-size:8.5pt;line-height:1.3}.pairs>div{margin-bottom:4pt}
#definitions table{font-size:7pt}
.facts{display:block;font-size:6pt;line-height:1.12}.facts>div{margin-bottom:.5pt}.facts dt,.facts dd{display:inline;font-size:6pt;line-height:1.12}.facts dt::after{content:": "}.facts code{font-size:5.6pt;line-height:1.12}
a{color:inherit}
svg,.note,.surface{print-color-adjust:exact;-webkit-print-color-adjust:exact}
footer{display:none}
}`;
}

/** Fonts of the system; the page brings none. */
export const SANS =
  'system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Liberation Sans","DejaVu Sans",Arial,sans-serif';
