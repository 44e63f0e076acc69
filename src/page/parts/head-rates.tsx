import type { Rates } from '../api/answers.js'
import { type ByHead, HEAD_TITLES, HEADS } from './heads.js'
import { Interval, widest } from './interval.js'

interface Props {
  title: string
  /** What the figures mean. */
  sentence: string
  rates: ByHead<Rates>
}

const FIGURES = { errors: 'Errors', hamLost: 'Ham lost', spamMissed: 'Spam missed' }
const NAMES = Object.keys(FIGURES) as (keyof typeof FIGURES)[]

/** Errors, ham lost and spam missed of the three heads. */
export function HeadRates({ title, sentence, rates }: Props) {
  const most = widest(HEADS.flatMap((head) => NAMES.map((figure) => rates[head][figure])))
  return (
    <section class="card">
      <h3>{title}</h3>
      <p class="small">{sentence}</p>
      <table class="cards">
        <caption class="hidden">{title}: errors of each head, with 95 % intervals</caption>
        <thead>
          <tr>
            <th scope="col">Judged by</th>
            {NAMES.map((figure) => (
              <th key={figure} scope="col">
                {FIGURES[figure]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {HEADS.map((head) => (
            <tr key={head}>
              <th scope="row">
                <i class={`key ${head}`} /> {HEAD_TITLES[head]}
              </th>
              {NAMES.map((figure) => (
                <td key={figure} data-label={FIGURES[figure]}>
                  <Interval share={rates[head][figure]} most={most} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
