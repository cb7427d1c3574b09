// A static host with Latchkey at the path where sites of the Netlify kind have it.
import { readFile } from 'node:fs/promises'
import { createServer, request } from 'node:http'
import { join } from 'node:path'

const latchkey = new URL(process.env.LATCHKEY_URL ?? 'http://localhost:9999/.netlify/identity')
const files = {
  '/': ['index.html', 'text/html'],
  '/client.bundle.js': ['client.bundle.js', 'text/javascript'],
}

createServer(async (incoming, answer) => {
  const file = files[incoming.url.split('?')[0]]
  if (file) {
    answer.setHeader('content-type', file[1])
    answer.end(await readFile(join(import.meta.dirname, file[0])))
    return
  }
  const { method, headers } = incoming
  const { hostname, port } = latchkey
  const onward = request({ hostname, port, path: incoming.url, method, headers }, (got) => {
    answer.writeHead(got.statusCode, got.headers)
    got.pipe(answer)
  })
  onward.on('error', () => answer.writeHead(502).end())
  incoming.pipe(onward)
}).listen(Number(process.env.PORT ?? 3000))
