import { type Diagnosis, ill, sound } from './doctor-finding.ts'

const patience = 5_000
const mostSkew = 30_000

/** Whether the site answers, and whether its clock and ours agree: HTTP dates are in whole seconds. */
export async function checkSite(url: string): Promise<readonly Diagnosis[]> {
  const asked = Date.now()
  try {
    const signal = AbortSignal.timeout(patience)
    const response = await fetch(url, { method: 'HEAD', redirect: 'manual', signal })
    const between = (asked + Date.now()) / 2
    const reached = sound(`The site answers (${response.status}) at ${url}`)
    return [reached, ...clockOf(response.headers.get('date'), between)]
  } catch (error) {
    return [ill('warning', 'site_unreachable', { where: url, why: reasonOf(error) })]
  }
}

function clockOf(date: string | null, ours: number): readonly Diagnosis[] {
  const theirs = Date.parse(date ?? '')
  if (Number.isNaN(theirs)) return []
  const skew = Math.round((ours - theirs) / 1000)
  if (Math.abs(skew) * 1000 <= mostSkew) return [sound('The clock agrees with the site’s')]
  const what = `The clock is ${Math.abs(skew)} s ${skew > 0 ? 'ahead of' : 'behind'} the site’s`
  return [ill('error', 'clock_off', { where: 'this machine, or the site’s', what })]
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const { code = '', name = '' } = cause as { readonly code?: string; readonly name?: string }
  return `links in mails lead there, but it says ${code || name}`
}
