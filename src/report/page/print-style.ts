/**
 * Paper: A4 and Letter alike, light palette, the charts' tables opened, nothing cut; where figures come from stands on the screen alone; hash, data date and page number in the margin of every page
 * (margin boxes of CSS Paged Media; a browser without them prints the hash on the first page alone).
 */

import type { Report } from '../content.ts';
import { dataTo } from '../data-date.ts';
import { escapeCss } from './markup.ts';

/** Rules for paper. */
export function printStyle({ hash, origin }: Report): string {
  return `
@page{margin:16mm 16mm 18mm;
@bottom-left{content:"Report ${escapeCss(hash)}, ${escapeCss(dataTo(origin.dataDate))}";font:8pt ${SANS};color:#4A545E}
@bottom-right{content:"Page " counter(page) " of " counter(pages);font:8pt ${SANS};color:#4A545E}}
@media print{
html{font-size:10.5pt;line-height:1.35}
body{max-width:none;margin:0;padding:0}
.skip,.contents,.switch,.reading,.marker,.picked,.brush,.copy,.figures{display:none!important}
h1{font-size:19pt;line-height:1.2}h2{font-size:14pt;line-height:1.25}h3{font-size:11.5pt;line-height:1.3}
.lead{font-size:12pt;line-height:1.4}
.kicker,.small,caption,.origin,dt,.direction,.headlines .interval{font-size:9pt;line-height:1.35}
.headlines .value,.headlines .value.words{font-size:14pt;line-height:1.2}.headlines .interval{font-size:9.5pt}.headlines>div{margin-bottom:7pt}
p,pre,ul,dl{margin-block:0 4pt}p,.text>*,.note{max-width:none}
.first{display:grid;grid-template-columns:minmax(0,1fr) 50mm;gap:8mm}
.headlines{display:block;border-top:0;padding:0 0 0 5mm;border-left:1px solid var(--grid)}
section.question{margin-top:10pt;padding-top:6pt}h2{margin-bottom:4pt}
.note{padding:4pt 8pt;margin:0 0 5pt;font-size:9.5pt;line-height:1.35}
h1,h2,h3,.kicker,caption,summary,legend{break-after:avoid}
figcaption,.drawing,.note,.deciding,.answers>div,.headlines>div,tr,.code,.facts>div,.pairs>div,.assumptions li{break-inside:avoid}
figure.chart{margin-block:5pt;break-inside:auto}figcaption{break-after:avoid}
thead th{font-size:8pt;line-height:1.3}caption{padding-bottom:2pt}
thead{display:table-header-group}
.drawing{overflow:visible;border:0}.drawing.narrow{display:none}.drawing.wide{display:block}
.drawing svg{max-width:100%;height:auto;max-height:80mm}
.scroll{overflow:visible;border:0}
table{width:100%;font-size:8pt;line-height:1.3}th,td{padding:1.5pt 6pt 1.5pt 0;overflow-wrap:break-word}.many td.short{white-space:normal}td{min-width:0!important}
tbody th{position:static;min-width:0;max-width:none}
.scroll.long{columns:2;column-gap:8mm}.scroll.long.slim{columns:3}
.long table,.long thead th{font-size:7pt;line-height:1.25}.long td{white-space:nowrap!important}.long th,.long td{padding:1pt 4pt 1pt 0}
tr[hidden]{display:table-row!important}
.option,.choice>.option{display:none!important}.option[data-index="0"],.choice>.option[data-index="0"]{display:block!important}
details::details-content{content-visibility:visible;block-size:auto;display:block}
details.data>summary{list-style:none;font-size:9pt;color:inherit}details.data{margin:3pt 0}.scroll{margin:2pt 0 6pt}details.data>summary::-webkit-details-marker{display:none}
details.data>summary::before{content:""}
pre{white-space:pre-wrap;overflow-wrap:anywhere;font-size:8pt;overflow:visible}
.columns{display:block;columns:2;column-gap:8mm}.columns h3{margin:0}.assumptions li{padding:3pt 0;font-size:9.5pt;line-height:1.3}
.pairs{columns:2;column-gap:8mm}.pairs dt,.pairs dd{font-size:9.5pt;line-height:1.35}.pairs>div{margin-bottom:5pt}
.facts{display:block;columns:2;column-gap:8mm}.facts>div{margin-bottom:2pt}.facts code{font-size:7.5pt;line-height:1.3}
a{color:inherit}
svg,.note,.surface{print-color-adjust:exact;-webkit-print-color-adjust:exact}
footer{display:none}
}`;
}

/** Fonts of the system; the page brings none. */
export const SANS =
  'system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Liberation Sans","DejaVu Sans",Arial,sans-serif';
