/** A page as a visitor has it before them. */
export interface Page {
  readonly url: URL
  readonly status: number
  readonly text: string
  readonly headers: Headers
}

/** A browser without scripts: keeps cookies, follows redirects, sends the forms it is given. */
export interface Visitor {
  /** Values by name, as the next request carries them. */
  readonly cookies: Map<string, string>
  /** Lines of `Set-Cookie` so far. */
  readonly lines: string[]
  go(path: string, headers?: Readonly<Record<string, string>>): Promise<Page>
  /** Fills in the form of a page that has these fields, and sends it. */
  submit(page: Page, fields: Readonly<Record<string, string>>, button?: string): Promise<Page>
  /** Posts fields to a path, as a form does; `headers` say more than a form of the site would. */
  post(
    path: string,
    fields: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Page>
}

const navigation = {
  accept: 'text/html,application/xhtml+xml,*/*;q=0.8',
  'sec-fetch-mode': 'navigate',
  'sec-fetch-dest': 'document',
}

export function visitor(origin: string): Visitor {
  const cookies = new Map<string, string>()
  const lines: string[] = []

  const request = async (url: URL, init: RequestInit, hops = 5): Promise<Page> => {
    const headers = new Headers(init.headers)
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    if (cookie) headers.set('cookie', cookie)
    const response = await fetch(url, { ...init, headers, redirect: 'manual' })
    for (const line of response.headers.getSetCookie()) {
      lines.push(line)
      keep(cookies, line)
    }
    const location = response.headers.get('location')
    if (response.status >= 300 && response.status < 400 && location && hops > 0) {
      await response.arrayBuffer()
      return request(new URL(location, url), { headers: navigation }, hops - 1)
    }
    return { url, status: response.status, text: await response.text(), headers: response.headers }
  }
  const post: Visitor['post'] = (path, fields, headers = {}) =>
    request(new URL(path, origin), {
      method: 'POST',
      headers: { ...navigation, origin, 'sec-fetch-site': 'same-origin', ...headers },
      body: new URLSearchParams(fields),
    })
  return {
    cookies,
    lines,
    go: (path, headers = {}) =>
      request(new URL(path, origin), { headers: { ...navigation, ...headers } }),
    submit: (page, fields, button) => {
      const form = formOf(page, fields, button)
      const all = { ...form.hidden, ...fields }
      if (!form.isMultipart) return post(form.action, all)
      const body = new FormData()
      for (const [name, value] of Object.entries(all)) body.append(name, value)
      const headers = { ...navigation, origin, 'sec-fetch-site': 'same-origin' }
      return request(new URL(form.action, origin), { method: 'POST', headers, body })
    },
    post,
  }
}

/** Keeps or forgets a cookie, as its line says. */
function keep(cookies: Map<string, string>, line: string): void {
  const [pair = '', ...attributes] = line.split(';')
  const name = pair.slice(0, pair.indexOf('='))
  const isOver = attributes.some(
    (text) => /^\s*max-age=0\s*$/i.test(text) || /^\s*expires=.* 1970 /i.test(text),
  )
  if (isOver) cookies.delete(name)
  else cookies.set(name, pair.slice(pair.indexOf('=') + 1))
}

interface Form {
  readonly action: string
  readonly isMultipart: boolean
  readonly hidden: Readonly<Record<string, string>>
}

/** The form that has all these fields, and a button of that name if one is asked for. */
function formOf(page: Page, fields: Readonly<Record<string, string>>, button = ''): Form {
  for (const [, tag = '', inside = ''] of page.text.matchAll(/<form([^>]*)>(.*?)<\/form>/gis)) {
    const inputs = [...inside.matchAll(/<input([^>]*)>/gi)].map(([, input = '']) => input)
    const names = new Set(inputs.map((input) => attribute(input, 'name')))
    if (!Object.keys(fields).every((name) => names.has(name)) || !inside.includes(button)) continue
    const hidden = inputs
      .filter((input) => attribute(input, 'type') === 'hidden' && attribute(input, 'name'))
      .map((input) => [attribute(input, 'name'), attribute(input, 'value')])
    return {
      action: new URL(attribute(tag, 'action') || page.url.href, page.url).href,
      isMultipart: /multipart/i.test(attribute(tag, 'enctype')),
      hidden: Object.fromEntries(hidden),
    }
  }
  throw new Error(`${page.url} has no such form:\n${page.text.slice(0, 2_000)}`)
}

function attribute(tag: string, name: string): string {
  const value = new RegExp(`\\b${name}="([^"]*)"`, 'i').exec(tag)?.[1] ?? ''
  return value.replaceAll('&quot;', '"').replaceAll('&#x27;', "'").replaceAll('&amp;', '&')
}
