import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { checkSite } from './check-site.ts'

let server: Server | null = null
afterEach(() => void server?.close())

async function siteWithDate(date: string): Promise<string> {
  server = createServer((_request, response) => {
    response.setHeader('date', date)
    response.end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
}

function utc(offset: number): string {
  return new Date(Date.now() + offset * 1000).toUTCString()
}

describe('looking at the site', () => {
  it('is content when it answers and the clocks agree', async () => {
    const diagnoses = await checkSite(await siteWithDate(utc(0)))
    expect(diagnoses.map(({ severity }) => severity)).toEqual(['ok', 'ok'])
  })

  it.each([
    [-120, 'ahead of'],
    [120, 'behind'],
  ])('finds a clock that is off by %d s', async (offset, words) => {
    const diagnoses = await checkSite(await siteWithDate(utc(offset)))
    expect(diagnoses[1]).toMatchObject({ severity: 'error', code: 'clock_off' })
    expect(diagnoses[1]?.what).toContain(words)
  })

  it('says that a site is away', async () => {
    const url = await siteWithDate(utc(0))
    await new Promise((resolve) => server?.close(resolve))
    expect(await checkSite(url)).toMatchObject([{ code: 'site_unreachable', severity: 'warning' }])
  })
})
