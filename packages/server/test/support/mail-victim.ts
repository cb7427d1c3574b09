import { MailWorld } from './mail-world.ts'

// A process of its own whose worker sends what a database file holds, until somebody kills it.
const [file = '', port = '', step = ''] = process.argv.slice(2)
const world = await MailWorld.open(Number(port), file)
if (step === 'before the mark') world.outbox.settle = () => new Promise(() => undefined)
world.start()
setInterval(() => undefined, 1000)
