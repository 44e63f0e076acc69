import type { MailLine } from '../api/answers.js'
import { Foreign } from './foreign.js'

/** A mail in a list: its subject leads to the mail, its sender stands below. */
export function MailTitle({ mail, address }: { mail: MailLine; address: string }) {
  return (
    <span class="mail-title">
      <a href={address}>
        <Foreign text={mail.subject} empty="(no subject)" most={100} />
      </a>
      {mail.sender !== '' && (
        <small>
          <Foreign text={mail.sender} most={60} />
        </small>
      )}
    </span>
  )
}
