import { always, type Option, type OptionsOf, option } from '../option.ts'
import { flag, text } from '../readers.ts'
import { siteUrl } from '../web-readers.ts'

export const siteOptions: OptionsOf<'site'> = {
  url: option({
    name: 'GOTRUE_SITE_URL',
    read: siteUrl,
    fallback: null,
    example: 'https://example.com',
    effect: 'Address of the site that links in mails are built from; wrong, and no link works.',
  }),
  signUpDisabled: option({
    name: 'GOTRUE_DISABLE_SIGNUP',
    read: flag,
    fallback: always(false),
    effect: 'Nobody signs up by themselves; invitations and administrators still make accounts.',
  }),
  emailDisabled: option({
    name: 'GOTRUE_EXTERNAL_EMAIL_DISABLED',
    read: flag,
    fallback: always(false),
    effect: 'Signing up and signing in with an address and a password are refused.',
  }),
}

function provider(name: string, title: string): Option<boolean> {
  return option({
    name: `GOTRUE_EXTERNAL_${name}_ENABLED`,
    read: flag,
    fallback: always(false),
    effect: `/settings shows ${title}; signing in through it is not served by this version.`,
  })
}

export const providerOptions: OptionsOf<'providers'> = {
  bitbucket: provider('BITBUCKET', 'Bitbucket'),
  github: provider('GITHUB', 'GitHub'),
  gitlab: provider('GITLAB', 'GitLab'),
  google: provider('GOOGLE', 'Google'),
  facebook: provider('FACEBOOK', 'Facebook'),
  saml: provider('SAML', 'SAML'),
  samlName: option({
    name: 'GOTRUE_EXTERNAL_SAML_NAME',
    read: text,
    fallback: always(''),
    effect: 'Name that /settings gives the SAML provider.',
  }),
}
