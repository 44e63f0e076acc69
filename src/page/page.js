/** The page's states: log in, no mail yet, the table of users. Everything from the server is shown as text only. */
import { get, key, Refused } from './api.js'
import { drawUsers } from './users-table.js'

const $ = (id) => document.getElementById(id)
const table = document.querySelector('table')
const view = { figure: 'errors', sort: 'own', descending: true }
let accuracy = null

function show(state) {
  for (const id of ['login', 'empty', 'users']) $(id).hidden = id !== state
  $('logout').hidden = state === 'login'
  if (state === 'login') $('key').focus()
}

function notify(sentence) {
  $('notice').textContent = sentence
  $('notice').hidden = sentence === ''
}

function draw() {
  drawUsers(table, $('row'), accuracy, view)
}

async function refresh() {
  try {
    accuracy = await get('v1/admin/accuracy')
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    notify(error.message)
    if (error.status === 401 || error.status === 403) logOut()
    return
  }
  notify('')
  if (accuracy.users.length === 0) return show('empty')
  draw()
  $('as-of').textContent = `as of ${new Date().toLocaleTimeString()}`
  show('users')
}

function logOut() {
  key.forget()
  accuracy = null
  table.tBodies[0].replaceChildren()
  show('login')
}

$('login').addEventListener('submit', (event) => {
  event.preventDefault()
  key.set($('key').value.trim())
  $('key').value = ''
  refresh()
})
$('logout').addEventListener('click', () => {
  notify('')
  logOut()
})
for (const button of document.querySelectorAll('.refresh')) button.addEventListener('click', refresh)

$('figures').addEventListener('change', (event) => {
  view.figure = event.target.value
  draw()
})
table.tHead.addEventListener('click', (event) => {
  const sort = event.target.closest('button')?.dataset.sort
  if (!sort) return
  // Names start at A, figures at the largest; a second click turns the order round.
  view.descending = sort === view.sort ? !view.descending : sort !== 'user'
  view.sort = sort
  draw()
})

$('curl').textContent = [
  "printf 'Subject: Cheap watches\\n\\nWin a prize today' |",
  '  curl -H "Authorization: Bearer KEY"',
  '    -H "X-Hamlet-User: anna"',
  `    --data-binary @- ${new URL('v1/score', location.href)}`,
].join(' \\\n')

if (key.get()) refresh()
else show('login')
