-- One form, again and again.
function init(args)
  wrk.method = "POST"
  wrk.headers["Content-Type"] = args[2] or "application/x-www-form-urlencoded"
  wrk.body = args[1]
end
