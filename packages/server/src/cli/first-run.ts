import type { NewPerson, People } from './people.ts'

/** The password of everybody in the demo. */
export const demoPassword = 'correct horse battery'

/** People to try things with: an administrator, an editor, and one who has not confirmed yet. */
export const demoPeople: readonly NewPerson[] = [
  person('ada@example.test', 'Ada Lovelace', ['admin'], true),
  person('ben@example.test', 'Ben Okafor', ['editor'], true),
  person('cleo@example.test', 'Cleo Tanaka', [], false),
]

function person(
  email: string,
  name: string,
  roles: readonly string[],
  isConfirmed: boolean,
): NewPerson {
  const role = roles.includes('admin') ? 'admin' : ''
  return { email, password: demoPassword, name, role, roles, isConfirmed, isSuperAdmin: false }
}

/** Makes the demo's people where they do not exist yet. */
export async function seedDemo(people: People): Promise<void> {
  for (const each of demoPeople) await people.create(each)
}

const firstAdmin = 'admin@example.test'

/** How long the invitation may take from the outbox to the inbox. */
const mailPatience = 5_000

/** Where an invitation is made and its mail is found. */
export interface Inviter {
  readonly people: People
  linkFor(email: string, kind: string, signal: AbortSignal): Promise<string | null>
}

/**
 * Invites the first administrator of an empty database; the link works once and takes a password.
 * `null` when there are people already, or when the invitation was refused.
 */
export async function inviteFirstAdmin({ people, linkFor }: Inviter): Promise<string | null> {
  if ((await people.count()) > 0) return null
  const invited = await people.invite(firstAdmin, 'admin')
  if (!invited.granted) return null
  return linkFor(firstAdmin, 'invite', AbortSignal.timeout(mailPatience))
}
