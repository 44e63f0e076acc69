/** A row of links of which one is chosen: tabs, filters. */
interface Choice {
  name: string
  title: string
  href: string
}

export function Choices({ label, choices, current }: { label: string; choices: Choice[]; current: string }) {
  return (
    <nav class="choices" aria-label={label}>
      {choices.map(({ name, title, href }) => (
        <a key={name} href={href} aria-current={name === current ? 'true' : undefined}>
          {title}
        </a>
      ))}
    </nav>
  )
}
