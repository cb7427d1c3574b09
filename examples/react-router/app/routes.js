import { index, route } from '@react-router/dev/routes'

export default [
  index('routes/home.jsx'),
  route('account', 'routes/account.jsx'),
  route('sign-in', 'routes/sign-in.jsx'),
  route('sign-out', 'routes/sign-out.js'),
]
