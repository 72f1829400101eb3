/** How the page looks: one sheet inside the file, so that it opens anywhere and asks nobody for anything. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #1c2430; --soft: #5b6675; --line: #dfe4ea; --page: #f6f7f9; --card: #fff;
  --good: #14713d; --warn: #9a5b00; --bad: #a3242c; --good-bg: #e3f4e9; --warn-bg: #fdf0da; --bad-bg: #fbe6e7; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6eaf0; --soft: #9aa6b6; --line: #313a47; --page: #12161c;
  --card: #1a2029; --good: #6fd39a; --warn: #f0b659; --bad: #f2868d; --good-bg: #173526; --warn-bg: #3a2c12; --bad-bg: #3d1d20; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, 'Segoe UI', sans-serif; }
main { max-width: 68rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .25rem; letter-spacing: -.01em; }
h2 { font-size: 1.2rem; margin: 0 0 .35rem; }
p { margin: 0 0 .9rem; max-width: 46rem; }
.soft, small { color: var(--soft); }
section { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 1.25rem 1.4rem; margin-top: 1.1rem; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(12rem, 42%), 1fr)); gap: .8rem; margin: 1.4rem 0 0; padding: 0; list-style: none; }
.tiles li { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: .8rem 1rem; }
.tiles b { display: block; font-size: 1.55rem; line-height: 1.25; font-variant-numeric: tabular-nums; }
.tiles .unknown b { font-size: 1.05rem; line-height: 1.85; color: var(--warn); }
.wide { overflow-x: auto; margin-bottom: .6rem; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
th, td { text-align: left; padding: .4rem .8rem .4rem 0; border-top: 1px solid var(--line); vertical-align: top; }
thead th { border-top: 0; color: var(--soft); font-weight: 600; vertical-align: bottom; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; }
td { overflow-wrap: break-word; } td:first-child { min-width: 9rem; } td[data-of='which group'] { min-width: 13rem; } td small { white-space: nowrap; }
td details { border: 0; padding: .15rem 0 0; }
.advice { list-style: none; margin: .4rem 0 0; padding: 0; } .advice li { display: grid; grid-template-columns: 3.6rem 1fr; gap: .6rem; align-items: start;
  border-top: 1px solid var(--line); padding: .55rem 0; } .advice .tag { text-align: center; } .why { margin-top: .8rem; max-width: none; }
td .day { white-space: nowrap; }
details > .wide { margin-top: .5rem; }
.tag { display: inline-block; white-space: nowrap; border-radius: 99px; padding: .05rem .6rem; font-size: .84rem; font-weight: 600; }
.good { color: var(--good); background: var(--good-bg); } .warn { color: var(--warn); background: var(--warn-bg); }
.bad { color: var(--bad); background: var(--bad-bg); }
details { border-top: 1px solid var(--line); padding: .55rem 0; } summary { cursor: pointer; }
summary b { font-variant-numeric: tabular-nums; } details ul { margin: .5rem 0 .3rem; padding-left: 1.2rem; columns: 2 22rem; }
.row { border-top: 1px solid var(--line); padding: .55rem 0; }
footer { margin-top: 1.6rem; color: var(--soft); font-size: .88rem; }
@media (max-width: 44rem) {
  thead { display: none; } table, tbody, tr, td { display: block; } tr { border-top: 1px solid var(--line); padding: .5rem 0; }
  td, td.n { display: grid; grid-template-columns: 7rem minmax(0, 1fr); gap: .6rem; border: 0; padding: .1rem 0; text-align: left; overflow-wrap: anywhere; }
  td::before { content: attr(data-of); color: var(--soft); font-size: .85rem; } td > * { justify-self: start; }
  td:first-child { font-weight: 600; } td:empty { display: none; }
}
@media print { body { background: #fff; } section, .tiles li { break-inside: avoid; border-color: #bbb; } }
`;
