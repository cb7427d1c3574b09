// Cookies that pages, functions and CDNs share (client spec 1.6).
export const jwtCookie = 'nf_jwt'
export const refreshCookie = 'nf_refresh'
