import { type ByHead, HEADS, type Rates } from '../api/answers.js'
import { HEAD_TITLES } from './heads.js'
import { Interval, widest } from './interval.js'

interface Props {
  title: string
  /** What the figures mean. */
  sentence: string
  rates: ByHead<Rates>
}

const FIGURES = ['errors', 'hamLost', 'spamMissed'] as const

/** Errors, ham lost and spam missed of the three heads. */
export function HeadRates({ title, sentence, rates }: Props) {
  const most = widest(HEADS.flatMap((head) => FIGURES.map((figure) => rates[head][figure])))
  return (
    <section class="card">
      <h3>{title}</h3>
      <p class="small">{sentence}</p>
      <table>
        <caption class="hidden">{title}: errors of each head, with 95 % intervals</caption>
        <thead>
          <tr>
            <th scope="col">Judged by</th>
            <th scope="col">Errors</th>
            <th scope="col">Ham lost</th>
            <th scope="col">Spam missed</th>
          </tr>
        </thead>
        <tbody>
          {HEADS.map((head) => (
            <tr key={head}>
              <th scope="row">
                <i class={`key ${head}`} /> {HEAD_TITLES[head]}
              </th>
              {FIGURES.map((figure) => (
                <td key={figure}>
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
