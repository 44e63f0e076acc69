/**
 * Loads and uses an encoder in the way of every entry point, and prints the kernel's numbers of the internet sockets that
 * this process had open at any time: node quiet-child.mjs FOLDER
 */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { openEncoder } from '../../dist/encoder/open.js'

const seen = new Set()

function look() {
  const internet = new Set()
  for (const table of ['tcp', 'tcp6', 'udp', 'udp6']) {
    const lines = readFileSync(`/proc/self/net/${table}`, 'utf8').trim().split('\n').slice(1)
    for (const line of lines) internet.add(line.trim().split(/\s+/)[9])
  }
  for (const descriptor of readdirSync('/proc/self/fd')) {
    try {
      const inode = readlinkSync(`/proc/self/fd/${descriptor}`).match(/^socket:\[(\d+)\]$/)?.[1]
      if (internet.has(inode)) seen.add(inode)
    } catch {
      // The descriptor of the listing itself is gone by now.
    }
  }
}

const timer = setInterval(look, 10)
const encoder = await openEncoder({ encoder: process.argv[2], workers: 2 })
await Promise.all(['one', 'two', 'three'].map((text) => encoder.encode(text)))
// The runtime sends what it has gathered from a thread of its own, a moment later.
await wait(1500)
await encoder.close()
clearInterval(timer)
look()
console.log(JSON.stringify([...seen]))
