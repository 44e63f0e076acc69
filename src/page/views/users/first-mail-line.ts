/** A line for the shell that scores a small mail of the user `anna`. */
export function firstMailLine(address: string, key: string): string {
  return [
    "printf 'Subject: Cheap watches\\n\\nWin a prize today' |",
    `  curl -H ${quoted(`Authorization: Bearer ${key}`)}`,
    "    -H 'X-Hamlet-User: anna'",
    `    --data-binary @- ${quoted(address)}`,
  ].join(' \\\n')
}

/** As the shell reads it in one piece. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
