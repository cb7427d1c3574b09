import { start } from '../../../server/src/cli/runtime/start.ts'
import { readConfig } from '../fixture/settings.ts'

/**
 * The whole server without a line for each request. The settings cannot ask for that; the
 * development server, whose log goes elsewhere, can.
 */
const [file = '', port = ''] = process.argv.slice(2)
const config = readConfig({ DATABASE_URL: file, GOTRUE_API_PORT: port })
const runtime = await start(config, {
  inbox: null,
  playground: false,
  logTo: 'stderr',
  watch: null,
  onWaiting: () => {},
})
process.once('SIGTERM', () => void runtime.close())
