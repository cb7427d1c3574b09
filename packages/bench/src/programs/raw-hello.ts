import { createServer } from 'node:http'

/** The baseline: what Node's own server does with a fixed answer. */
const body = JSON.stringify({ description: 'a fixed answer', name: 'raw', version: '0' })
createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length })
  response.end(body)
}).listen(Number(process.argv[2]), '127.0.0.1')
