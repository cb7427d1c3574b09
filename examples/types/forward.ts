import { createAuth as expressAuth } from '@latchkey/client/express'
import { createAuth as fastifyAuth } from '@latchkey/client/fastify'
import { createAuth as honoAuth } from '@latchkey/client/hono'
import type { Request } from 'express'
import type { FastifyRequest } from 'fastify'
import type { Context } from 'hono'

expressAuth({
  url: '',
  forward: (request: Request) => ({ 'x-forwarded-for': request.ip ?? '' }),
})

fastifyAuth({
  url: '',
  forward: (request: FastifyRequest) => ({ 'x-forwarded-for': request.ip }),
})

honoAuth({
  url: '',
  forward: (context: Context) => ({ 'x-forwarded-for': context.req.header('x-real-ip') ?? '' }),
})
