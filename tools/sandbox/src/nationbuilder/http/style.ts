/** The one style sheet of the double's pages: plain, light or dark as the reader prefers. */
export const STYLE = `
:root { color-scheme: light dark; --text: #1c1f24; --muted: #5b6470; --page: #f6f7f9; --card: #fff; --line: #dfe3e8; --edge: #7d8692; --link: #0b57d0;
  --accent: #0b57d0; --on-accent: #fff; --soft: #eef2f8; --good: #177245; --bad: #b3261e; --banner: #fff4d6; --on-banner: #5c4300; }
@media (prefers-color-scheme: dark) { :root { --text: #e6e8eb; --muted: #9aa4b1; --page: #14171b; --card: #1d2126; --line: #333a42; --edge: #6f7a87;
  --link: #8ab4f8; --accent: #8ab4f8; --on-accent: #10243f; --soft: #262c34; --good: #6dd69c; --bad: #f2938c; --banner: #3b3014; --on-banner: #f3dfa4; } }
* { box-sizing: border-box; }
body { margin: 0; font: 16px/1.5 system-ui, sans-serif; color: var(--text); background: var(--page); overflow-wrap: anywhere; }
a { color: var(--link); text-underline-offset: .15em; }
a:focus-visible, button:focus-visible, input:focus-visible, .scroll:focus-visible, .prose:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.skip { position: absolute; left: -100rem; } .skip:focus { left: 1rem; top: 1rem; background: var(--card); padding: .5rem 1rem; }
.banner { margin: 0; padding: .45rem 1.5rem; text-align: center; background: var(--banner); color: var(--on-banner); font-size: .875rem; }
header.top { background: var(--card); border-bottom: 1px solid var(--line); }
header.top > div { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; align-items: center; justify-content: space-between; max-width: 72rem; margin: 0 auto; padding: .75rem 1.5rem; }
header.top .name { font-weight: 650; font-size: 1.05rem; text-decoration: none; color: var(--text); }
main { max-width: 72rem; margin: 0 auto; padding: 1.25rem 1.5rem 3rem; } main.narrow { max-width: 46rem; }
footer { max-width: 72rem; margin: 0 auto; padding: 1rem 1.5rem 2rem; color: var(--muted); font-size: .875rem; }
nav.crumbs ol, nav.pages ul, ul.plain, ul.chips { list-style: none; margin: 0; padding: 0; }
nav.crumbs ol { display: flex; flex-wrap: wrap; gap: .25rem .5rem; font-size: .9rem; color: var(--muted); }
nav.crumbs li + li::before { content: "/"; margin-right: .5rem; color: var(--muted); }
h1 { font-size: 1.7rem; line-height: 1.25; margin: .5rem 0 .25rem; } h2 { font-size: 1.15rem; margin: 0 0 .6rem; } h3 { font-size: 1rem; margin: 1rem 0 .3rem; }
h2 .count { color: var(--muted); font-weight: 400; }
.lead { color: var(--muted); margin: 0 0 1rem; }
section, .card { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: 1rem 1.15rem; margin: 1rem 0; }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(17rem, 1fr)); gap: 1rem; } .cards section { margin: 0; }
.cards li { display: flex; justify-content: space-between; gap: 1rem; padding: .15rem 0; } .cards li span { color: var(--muted); font-variant-numeric: tabular-nums; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9375rem; }
th, td { text-align: left; padding: .45rem .75rem .45rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
tbody tr:last-child > * { border-bottom: 0; } thead th { color: var(--muted); font-weight: 600; font-size: .8125rem; white-space: nowrap; }
td.number, th.number { text-align: right; padding-right: 1.75rem; font-variant-numeric: tabular-nums; white-space: nowrap; } tbody th { font-weight: 500; min-width: 11rem; }
th, td { overflow-wrap: break-word; } tbody th { overflow-wrap: anywhere; }
td time, dd time { white-space: nowrap; }
dl.facts { display: grid; grid-template-columns: minmax(9rem, 15rem) 1fr; gap: 0; margin: 0; }
dl.facts > dt { color: var(--muted); padding: .4rem 1rem .4rem 0; border-top: 1px solid var(--line); }
dl.facts > dd { margin: 0; padding: .4rem 0; border-top: 1px solid var(--line); min-width: 0; }
dl.facts > dt:first-of-type, dl.facts > dd:first-of-type { border-top: 0; }
dl.figures { display: flex; flex-wrap: wrap; gap: .75rem 2.25rem; margin: .25rem 0 1rem; }
dl.figures div { display: flex; flex-direction: column-reverse; } dl.figures dt { color: var(--muted); font-size: .8125rem; } dl.figures dd { margin: 0; font-size: 1.45rem; font-weight: 600; line-height: 1.2; }
.prose { white-space: pre-wrap; max-height: 16rem; overflow: auto; margin: 0; }
ul.entries li + li { border-top: 1px solid var(--line); margin-top: .7rem; padding-top: .7rem; } ul.entries .name { font-weight: 600; } ul.entries p { margin: .1rem 0 0; color: var(--muted); font-size: .9375rem; }
pre.letter { white-space: pre-wrap; font: inherit; margin: 0; overflow-wrap: anywhere; } summary { cursor: pointer; } details > pre { margin-top: .75rem; }
.empty, small, .muted { color: var(--muted); } p.empty { margin: 0; } section > :last-child { margin-bottom: 0; }
ul.chips { display: flex; flex-wrap: wrap; gap: .4rem; } .chip { display: inline-block; background: var(--soft); border-radius: 1rem; padding: .1rem .7rem; font-size: .875rem; }
.good { color: var(--good); } .bad { color: var(--bad); }
form.search { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; }
input[type=search] { font: inherit; padding: .4rem .7rem; border: 1px solid var(--edge); border-radius: .45rem; background: var(--card); color: var(--text); min-width: min(20rem, 60vw); }
input::placeholder { color: var(--muted); opacity: 1; }
button { font: inherit; padding: .4rem 1rem; border-radius: .45rem; border: 1px solid var(--accent); background: var(--accent); color: var(--on-accent); cursor: pointer; }
button.plain { background: transparent; color: var(--accent); }
nav.pages ul { display: flex; gap: 1rem; align-items: baseline; margin-top: .75rem; }
meter { width: 100%; min-width: 6rem; height: .9rem; }
fieldset { border: 1px solid var(--line); border-radius: .5rem; margin: 1rem 0; } fieldset label { display: block; padding: .25rem 0; }
@media (max-width: 40rem) { main, header.top > div, footer, .banner { padding-left: 1rem; padding-right: 1rem; } dl.facts { grid-template-columns: 1fr; } dl.facts > dd { border-top: 0; padding-top: 0; } }
`;
