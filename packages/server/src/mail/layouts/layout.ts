import type { Message } from './messages.ts'

const font = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif"
const text = `margin:0 0 16px;${font};font-size:16px;line-height:24px;color:#16181d`
const small = `margin:0 0 12px;${font};font-size:14px;line-height:21px;color:#5b6472`
const button = `display:inline-block;padding:12px 24px;border-radius:8px;background:#0f6b5c;${font};font-size:16px;line-height:24px;font-weight:600;color:#ffffff;text-decoration:none`

/** Colours for clients that follow the reader's dark mode; the others keep the light ones as a whole. */
const dark =
  '@media (prefers-color-scheme:dark){.lk-canvas{background:#0f1115!important} .lk-card{background:#16181d!important;border-color:#2b3039!important} .lk-text{color:#e8eaed!important} .lk-small{color:#a6adb8!important} .lk-link{color:#4fd1b5!important} }'

/**
 * The HTML of a built-in mail, as a template: one column, one button with its bare link below, every
 * style inline, no picture, no address but the mail's own (UX 7).
 */
export function layoutHtml(message: Message): string {
  const paragraphs = message.paragraphs.map(
    (each) => `<p class="lk-text" style="${text}">${each}</p>`,
  )
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${message.heading}</title>
<style>${dark}</style>
</head>
<body class="lk-canvas" style="margin:0;padding:0;background:#f4f5f7">
<table role="presentation" class="lk-canvas" width="100%" cellpadding="0" cellspacing="0" border="0" style="background:#f4f5f7">
<tr><td align="center" style="padding:32px 16px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:520px">
<tr><td class="lk-card" style="padding:32px;background:#ffffff;border:1px solid #e1e4e9;border-radius:12px">
<h1 class="lk-text" style="margin:0 0 16px;${font};font-size:22px;line-height:28px;font-weight:650;color:#16181d">${message.heading}</h1>
${paragraphs.join('\n')}
${layoutLink(message)}
<p class="lk-small" style="${small};margin:0">${message.note}</p>
</td></tr>
<tr><td align="center" style="padding:16px 32px 0">
<p class="lk-small" style="${small};margin:0;font-size:13px">{{ .SiteName }}</p>
</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
`
}

function layoutLink(message: Message): string {
  return `{{- if .ConfirmationURL }}
<p style="margin:24px 0"><a href="{{ .ConfirmationURL }}" style="${button}">${message.button}</a></p>
<p class="lk-small" style="${small}">Or open this link: <a class="lk-link" href="{{ .ConfirmationURL }}" style="color:#0f6b5c;word-break:break-all">{{ .ConfirmationURL }}</a></p>
{{- if .Lifetime }}
<p class="lk-small" style="${small}">The link works once, for {{ .Lifetime }}.</p>
{{- end }}
{{- end }}`
}

/** The text part of a built-in mail, as a template. */
export function layoutText(message: Message): string {
  return `${[message.heading, ...message.paragraphs].join('\n\n')}

{{ if .ConfirmationURL }}${message.button}:
{{ .ConfirmationURL }}

{{ if .Lifetime }}The link works once, for {{ .Lifetime }}.

{{ end }}{{ end }}${message.note}

{{ .SiteName }}
`
}
