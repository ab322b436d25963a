-- Drives Neovim as a user would: opens the file, reads its diagnostics, hovers, takes a quick fix, saves.
-- Arguments in the environment: FTPLINT_INIT (the settings of the docs), FTPLINT_FILE, FTPLINT_LINE, FTPLINT_COLUMN (from 1, from 0),
-- FTPLINT_ACTION (the title begins with it), FTPLINT_RULE (the finding that it ends), FTPLINT_REASON.
local patience = 60000
local said = {}
local function finish(problem)
  said.problem = problem
  io.stdout:write("RESULT " .. vim.fn.json_encode(said) .. "\n")
  vim.cmd("qa!")
end
local function until_true(what, test)
  if not vim.wait(patience, test, 20) then
    finish("waited in vain for " .. what)
    error(what)
  end
end

dofile(vim.env.FTPLINT_INIT)
vim.cmd("edit " .. vim.fn.fnameescape(vim.env.FTPLINT_FILE))
local buffer = vim.api.nvim_get_current_buf()
local id
until_true("the client", function()
  for key, one in pairs(vim.lsp.buf_get_clients(buffer)) do id = key return one.initialized end
end)
until_true("diagnostics", function() return #vim.diagnostic.get(buffer) > 0 end)
said.diagnostics = {}
for _, one in ipairs(vim.diagnostic.get(buffer)) do
  local text = vim.api.nvim_buf_get_text(buffer, one.lnum, one.col, one.end_lnum, one.end_col, {})
  table.insert(said.diagnostics, { rule = one.code, severity = one.severity, text = table.concat(text, "\n"), line = one.lnum + 1 })
end

vim.api.nvim_win_set_cursor(0, { tonumber(vim.env.FTPLINT_LINE), tonumber(vim.env.FTPLINT_COLUMN) })
local hover = vim.lsp.buf_request_sync(buffer, "textDocument/hover", vim.lsp.util.make_position_params(), patience)
said.hover = hover and hover[id] and hover[id].result and hover[id].result.contents.value

local before = vim.api.nvim_buf_get_changedtick(buffer)
vim.ui.select = function(items, options, choose)
  said.actions = {}
  for _, item in ipairs(items) do
    table.insert(said.actions, (options.format_item(item)))
  end
  for _, item in ipairs(items) do
    if vim.startswith((options.format_item(item)), vim.env.FTPLINT_ACTION) then
      choose(item)
      return
    end
  end
end
vim.ui.input = function(options, answer)
  said.asked = options.prompt
  answer(vim.env.FTPLINT_REASON)
end
vim.lsp.buf.code_action()
until_true("the fix", function() return vim.api.nvim_buf_get_changedtick(buffer) > before end)
until_true("the end of the finding", function()
  for _, one in ipairs(vim.diagnostic.get(buffer)) do
    if one.code == vim.env.FTPLINT_RULE then return false end
  end
  return true
end)
vim.cmd("write")
vim.lsp.stop_client(id)
until_true("the end of the server", function() return vim.lsp.get_client_by_id(id) == nil or vim.lsp.get_client_by_id(id).is_stopped() end)
finish(nil)
