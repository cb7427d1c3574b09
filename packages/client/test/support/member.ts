import { createUser, operator } from '@latchkey/client/admin'
import type { DevServer } from '../../../server/test/support/dev-server.ts'

export const password = 'correct horse battery'

/** Makes a confirmed user by the operator’s hand; the name is what pages greet. */
export async function addMember(server: DevServer, email: string, name: string): Promise<void> {
  const admin = operator({ url: server.netlify, token: server.operatorToken })
  const userMetadata = { full_name: name }
  await createUser(admin, { email, password, confirm: true, userMetadata })
}
