import type { InboxUseCases } from '../../usecases/usecases.ts'
import type { Delay } from '../delay.ts'
import { type Answer, answer } from '../exchange.ts'
import { writeMessage } from './inbox-message.ts'

const heartbeat = 15_000
const utf8 = new TextEncoder()

/**
 * New mail as it comes, as server-sent events (HTML §9.2), until the client goes. A comment each 15 s
 * keeps proxies from closing the line.
 */
export function inboxEvents(inbox: InboxUseCases, delay: Delay): Answer {
  const gone = new AbortController()
  let unsubscribe: () => void
  let beating: Promise<void>
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      const send = (text: string): void => controller.enqueue(utf8.encode(text))
      send(': open\n\n')
      unsubscribe = inbox.subscribe((message) => send(`data: ${writeMessage(message)}\n\n`))
      beating = beat(send, delay, gone.signal)
    },
    cancel() {
      unsubscribe()
      gone.abort()
      return beating
    },
  })
  return answer(200, { 'content-type': 'text/event-stream' }, stream)
}

async function beat(send: (text: string) => void, delay: Delay, gone: AbortSignal): Promise<void> {
  await delay(heartbeat, gone)
  while (!gone.aborted) {
    send(': still here\n\n')
    await delay(heartbeat, gone)
  }
}
