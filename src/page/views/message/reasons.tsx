import type { Explained } from '../../api/answers.js'
import { formats } from '../../format.js'
import { Foreign } from '../../parts/foreign.js'

/** The same sum in words. */
export function Reasons({ reasons }: { reasons: Explained['reasons'] }) {
  return (
    <section class="card">
      <h2>In words</h2>
      <table>
        <caption class="hidden">Reasons, strongest first, in logits</caption>
        <tbody>
          {reasons.map(({ kind, text, logit }) => (
            <tr key={`${kind} ${text}`}>
              <td>
                <Foreign text={text} most={140} />
              </td>
              <td class={`number ${logit > 0 ? 'to-spam' : 'to-ham'}`}>{formats.logit(logit)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
