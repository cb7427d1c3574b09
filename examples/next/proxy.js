import { NextResponse } from 'next/server'
import { auth } from './lib/auth.js'

export function proxy(request) {
  return auth.proxy(request, NextResponse)
}

export const config = { matcher: '/((?!_next/|favicon.ico).*)' }
