import { createAuth } from '@latchkey/client/next'
import { cookies, headers } from 'next/headers.js'
import { redirect } from 'next/navigation.js'
import { type NextRequest, NextResponse } from 'next/server.js'

const auth = createAuth({ url: '', next: { cookies, headers, redirect } })

export function proxy(request: NextRequest): Promise<NextResponse> {
  return auth.proxy(request, NextResponse)
}

export async function signIn(form: FormData): Promise<void> {
  await auth.signIn(form)
}

export async function address(): Promise<string | undefined> {
  return (await auth.requireUser('/account')).email
}
