export function Facts({ title, facts }: { title: string; facts: Record<string, string> }) {
  return (
    <section class="card">
      <h2>{title}</h2>
      <dl class="facts">
        {Object.entries(facts).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
