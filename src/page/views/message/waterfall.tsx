/** The logit as a sum: each head begins where the one before it ended. */
import type { Explained } from '../../api/answers.js'
import { formats } from '../../format.js'
import { steps } from './steps.js'

const TITLES = { base: 'Base', shared: 'Shared head', adapter: 'Own model' }
const BLOCKS = {
  embedding: 'meaning',
  words: 'words',
  identity: 'sender and links',
  shape: 'shape',
  route: 'how it came',
  bias: 'start',
} as const

export function Waterfall({ mail }: { mail: Explained }) {
  const { bars, threshold, zero } = steps(mail.parts, mail.threshold)
  return (
    <section class="card">
      <h2>How the score adds up</h2>
      <p class="small">
        In logits: above zero speaks for spam, below zero for ham. The line is the threshold,{' '}
        {formats.probability(mail.threshold)}.
      </p>
      <table class="waterfall">
        <caption class="hidden">Logits of the three heads, and their sum</caption>
        <tbody>
          {bars.map(({ head, value, from, width, towards }) => (
            <tr key={head} class={head === 'sum' ? 'sum' : undefined}>
              <th scope="row">{head === 'sum' ? 'Sum' : TITLES[head]}</th>
              <td class="number">{formats.logit(value)}</td>
              <td>
                <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                  <title>{head}</title>
                  <line class="zero" x1={zero} x2={zero} y1="0" y2="10" />
                  <rect class={towards} x={from} y="2" width={width} height="6" />
                  <line class="threshold" x1={threshold} x2={threshold} y1="0" y2="10" />
                </svg>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <details>
        <summary>By kind of feature</summary>
        <BlockTable mail={mail} />
      </details>
    </section>
  )
}

function BlockTable({ mail: { blocks } }: { mail: Explained }) {
  const heads = Object.keys(TITLES) as (keyof typeof TITLES)[]
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Kind</th>
          {heads.map((head) => (
            <th key={head} scope="col" class="number">
              {TITLES[head]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {(Object.keys(BLOCKS) as (keyof typeof BLOCKS)[]).map((block) => (
          <tr key={block}>
            <th scope="row">{BLOCKS[block]}</th>
            {heads.map((head) => (
              <td key={head} class="number">
                {formats.logit(blocks[head][block])}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
