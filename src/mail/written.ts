import type { Address, Mail } from '../types.js'

/** A mail that was written down rather than received: what is known of it is a sender, a subject and a body. */
export function writtenMail({
  from = null,
  subject,
  body,
}: {
  from?: Address | null
  subject: string
  body: string
}): Mail {
  return {
    id: '',
    from,
    replyTo: null,
    to: [],
    subject,
    messageId: null,
    date: null,
    body,
    links: [],
    attachments: [],
    html: { length: 0, images: 0, links: 0, forms: 0, scripts: 0, hidden: 0 },
    headers: [],
    charsets: [],
    forwarded: [],
  }
}

/** What was kept of a mail that came, as far as it was kept, in the form from which features are named. */
export function rememberedMail({
  sender,
  subject,
  text,
}: {
  sender: string | null
  subject: string | null
  text: string | null
}): Mail {
  const address = sender ?? ''
  const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase()
  return writtenMail({
    from: address === '' ? null : { name: '', address, domain },
    subject: subject ?? '',
    body: text ?? '',
  })
}
