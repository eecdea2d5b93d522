/**
 * How a report looks.
 * @module
 */
import { chartCss, fontFamily, monoFamily } from "../svg/chart-style.ts";

const colors = {
  light:
    "--page:#fff;--panel:#f7f8fa;--ink:#1b212b;--muted:#5c6573;--line:#dde1e7;--accent:#2166a8;--bar:#3f7fbf;--warn:#fff6e0;--warn-line:#e2a529;--warn-ink:#5f4100;--over:#b3300b;--string:#0b6e4f;--number:#9a4a00;--word:#8a3f8f",
  dark: "--page:#15181d;--panel:#1e232b;--ink:#e8ebef;--muted:#9aa3b0;--line:#323944;--accent:#6cb2f0;--bar:#5b9bd8;--warn:#2b2413;--warn-line:#c08a1e;--warn-ink:#f3dca6;--over:#ff8f6b;--string:#6fd3ae;--number:#f0b06a;--word:#d18fd6",
};

/** Words in a serif, since they are to be read; numbers, tables and charts in the letters of the system. */
const serif = "Charter,'Bitstream Charter','Iowan Old Style','Sitka Text',Cambria,Georgia,serif";

const page = `
:root{color-scheme:light dark;${colors.light}}
@media (prefers-color-scheme:dark){:root{${colors.dark}}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-behavior:smooth}
body{margin:0;background:var(--page);color:var(--ink);font:17px/1.55 ${serif}}
main,header,footer{max-width:1120px;margin:0 auto;padding:0 28px}
header{padding-top:56px}
.eyebrow{margin:0;font:600 12px/1.4 ${fontFamily};letter-spacing:.09em;text-transform:uppercase;color:var(--accent)}
h1{margin:10px 0 6px;font-size:clamp(30px,5vw,44px);line-height:1.12;font-weight:700;letter-spacing:-.012em;text-wrap:balance;overflow-wrap:anywhere}
.summary{margin:0;font-size:20px;color:var(--muted);text-wrap:pretty}
.figures{display:flex;flex-wrap:wrap;gap:14px 44px;margin:30px 0 0;padding:20px 0 0;border-top:1px solid var(--line);list-style:none}
.figures b{display:block;font:600 30px/1.15 ${fontFamily};font-variant-numeric:tabular-nums;letter-spacing:-.015em}
.figures span{font:13.5px/1.4 ${fontFamily};color:var(--muted)}
nav{display:flex;flex-wrap:wrap;gap:4px 22px;margin-top:28px;padding:11px 0;border:solid var(--line);border-width:1px 0;font:14px/1.5 ${fontFamily}}
a{color:var(--accent);text-decoration:none}
a:hover{text-decoration:underline}
section{margin:52px 0 0;scroll-margin-top:16px}
h2{margin:0 0 16px;font-size:26px;line-height:1.2;letter-spacing:-.008em}
h3{margin:28px 0 2px;font:600 16.5px/1.4 ${fontFamily}}
p.note{margin:2px 0 12px;font-size:15.5px;color:var(--muted)}
code,pre{font-family:${monoFamily}}
code{font-size:.85em;overflow-wrap:anywhere}
.warnings{margin:30px 0 0;padding:12px 20px;border-left:4px solid var(--warn-line);border-radius:0 6px 6px 0;background:var(--warn);color:var(--warn-ink);font:15px/1.5 ${fontFamily}}
.warnings ul{margin:4px 0 0;padding-left:18px}
.pictures{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,380px),1fr));gap:28px 26px;align-items:start}
figure{margin:0}
figure.wide{grid-column:1/-1}
figure img{display:block;max-width:100%;height:auto;border-radius:4px;background:#fff;outline:1px solid var(--line)}
figcaption{margin-top:9px;max-width:68ch;font-size:15.5px;line-height:1.45;color:var(--muted)}
figcaption b{color:var(--ink)}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,440px),1fr));gap:22px}
.chart{border:1px solid var(--line);border-radius:8px;overflow-x:auto}
.chart svg{display:block;max-width:100%;height:auto;margin:0 auto}
.chart.wide{margin-bottom:24px}
.scroll{overflow-x:auto;border:1px solid var(--line);border-radius:8px}
table{width:100%;border-collapse:collapse;font:13.5px/1.4 ${fontFamily}}
th,td{padding:6px 14px;text-align:left;vertical-align:top;white-space:nowrap}
td{border-top:1px solid var(--line)}
td .path{white-space:normal}
th{padding-top:9px;background:var(--panel);font-weight:600}
.num{text-align:right;font-variant-numeric:tabular-nums}
tbody tr:hover{background:var(--panel)}
th button{all:unset;cursor:pointer}
th button:hover{color:var(--accent)}
th button:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
th .unit{display:block;min-height:1.4em;font-weight:400;color:var(--muted)}
th[aria-sort=ascending] button::after{content:"";float:left;margin:.4em .4em 0 0;border:solid transparent;border-width:0 4px 6px;border-bottom-color:currentColor}
th[aria-sort=descending] button::after{content:"";float:left;margin:.4em .4em 0 0;border:solid transparent;border-width:6px 4px 0;border-top-color:currentColor}
.sketch{display:block;margin:3px 0 2px auto}
.sketch path{fill:var(--bar);opacity:.75}
.aside{color:var(--muted)}
.over{color:var(--over);font-weight:600}
.meter{display:inline-block;min-width:132px;padding:0 6px 0 14px;border-radius:3px;background:linear-gradient(to right,color-mix(in srgb,var(--bar) 32%,transparent) var(--share),transparent 0)}
pre{margin:0;padding:18px 22px;overflow-x:auto;border:1px solid var(--line);border-radius:8px;background:var(--panel);font-size:13.5px;line-height:1.55;tab-size:2}
.t-comment{color:var(--muted);font-style:italic}.t-key{color:var(--accent)}.t-string{color:var(--string)}.t-number{color:var(--number)}.t-word{color:var(--word)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:7px 26px;margin:0;font:14.5px/1.5 ${fontFamily}}
dt{color:var(--muted)}
dd{margin:0;overflow-wrap:anywhere}
footer{margin-top:64px;padding-top:16px;padding-bottom:44px;font:13px/1.5 ${fontFamily};color:var(--muted)}
footer p{margin:0;padding-top:16px;border-top:1px solid var(--line)}
@media (max-width:600px){body{font-size:16px}main,header,footer{padding-left:18px;padding-right:18px}header{padding-top:32px}.summary{font-size:18px}dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:10px}}
@media print{
:root{color-scheme:light;${colors.light}}
@page{margin:16mm}
body{font-size:10.5pt}
main,header,footer{max-width:none;padding-left:0;padding-right:0}
header{padding-top:0}
nav{display:none}
section{margin-top:26pt}
.pictures,.charts{grid-template-columns:repeat(auto-fit,minmax(78mm,1fr));gap:6mm}
figure img{max-height:95mm;width:auto}
.chart svg{max-height:215mm}
h2,h3{break-after:avoid}
figure,.chart,tr,.figures li{break-inside:avoid}
.scroll,pre{overflow:visible}
pre{white-space:pre-wrap}
table{font-size:8pt}
th,td{padding:3px 6px;white-space:normal}
td.num{white-space:nowrap}
thead{display:table-header-group}
}
`;

/** Everything a page with charts and tables needs; nothing is fetched. */
export const reportCss = `${page}${chartCss}`;
