
-- The interpreter: lays a type's fields out over octets, as the codec language says.
local proto = Proto("holdfast", "Holdfast")
local fields = {}

local function abbreviation(key, field)
  return ("holdfast." .. key .. "." .. field.name):lower()
end

local function number_field(key, field)
  local name, label = abbreviation(key, field), field.label
  if field.bits <= 8 then return ProtoField.uint8(name, label, base.DEC, field.names) end
  if field.bits <= 16 then return ProtoField.uint16(name, label, base.DEC, field.names) end
  if field.bits <= 24 then return ProtoField.uint24(name, label, base.DEC, field.names) end
  if field.bits <= 32 then return ProtoField.uint32(name, label, base.DEC, field.names) end
  return ProtoField.uint64(name, label, base.HEX)
end

for key, type in pairs(types) do
  for _, field in ipairs(type.fields) do
    if field.kind == "Number" then
      field.proto = number_field(key, field)
    elseif field.kind == "Octets" or field.kind == "OneOf" or field.kind == "Blocks" then
      field.proto = ProtoField.bytes(abbreviation(key, field), field.label)
    end
    if field.proto then fields[#fields + 1] = field.proto end
  end
end

proto.fields = fields
local malformed = ProtoExpert.new("holdfast.malformed", "Malformed", expert.group.MALFORMED,
  expert.severity.ERROR)
proto.experts = { malformed }

local dissect

local function fail(what) error({ what = what }, 0) end

local function room(at, octets, limit, field)
  if octets < 0 or at + octets > limit then fail(field.label) end
end

-- A number as Lua's own; numbers of more than 53 bits are shown, and never measured by.
local function value_of(tvb, octet, bit, bits)
  local first = octet * 8 + bit
  local range = tvb:range(math.floor(first / 8), math.ceil((first % 8 + bits) / 8))
  local value = range:bitfield(first % 8, bits)
  return type(value) == "number" and value or value:tonumber(), range
end

local function add_number(tvb, tree, field, octet, bit, little)
  if little and bit == 0 and field.bits % 8 == 0 and field.bits <= 64 then
    local range = tvb:range(octet, field.bits / 8)
    tree:add_le(field.proto, range)
    return field.bits <= 32 and range:le_uint() or range:le_uint64():tonumber()
  end
  local value, range = value_of(tvb, octet, bit, field.bits)
  if field.bits == 64 then tree:add(field.proto, range) else tree:add(field.proto, range, value) end
  return value
end

local function present(field, values, at, limit)
  local when = field.when
  if not when then return true end
  if when.field == "" then return limit - at >= when.remaining end
  return (values[when.field] == when.value) ~= when.nots
end

local function list(tvb, tree, field, at, limit, count)
  local seen = 0
  while (count and seen < count) or (not count and at < limit) do
    at = dissect(field.element, tvb, tree, at, limit)
    seen = seen + 1
  end
  return at
end

local function chain(tvb, tree, field, at, limit, tag)
  local link = types[field.element]
  local known = link.link and link.cases or nil
  while tag ~= field.chain_end and not (field.ends_at_unknown and known and not known[tag]) do
    local last = link.last[tag]
    at, tag = dissect(field.element, tvb, tree, at, limit, tag)
    if last then break end
  end
  return at
end

local function extent(field, values, starts, at, limit)
  if field.extent == "Measured" then
    local m, value = nil, values[field.by]
    for _, other in ipairs(values.fields) do
      if other.name == field.by then m = other.measures end
    end
    if m.absent >= 0 and value == m.absent then return limit - at end
    local before = m.from == field.name and 0 or at - starts[m.from]
    return (value - m.bias) * m.unit - before
  elseif field.extent == "Sized" then
    return values[field.counted_by] * (field.block_by and values[field.block_by] or field.octets)
  elseif field.extent == "Own" then
    return nil
  end
  return limit - at
end

local function variable(tvb, tree, field, values, starts, at, limit, tag)
  local octets = extent(field, values, starts, at, limit)
  if octets then room(at, octets, limit, field) end
  local stop = octets and at + octets or limit
  if field.kind == "Many" then
    local used = list(tvb, tree, field, at, stop, values[field.counted_by])
    return octets and stop or used
  elseif field.kind == "Chain" then
    local used = chain(tvb, tree, field, at, stop, values[field.first_by] or tag)
    return octets and stop or used
  elseif field.kind == "Struct" then
    local used = dissect(field.element, tvb, tree, at, stop)
    return octets and stop or used
  end
  local case = field.cases and field.cases[values[field.tag] or tag]
  if case and stop > at then
    dissect(case, tvb, tree, at, stop)
  elseif stop > at then
    tree:add(field.proto, tvb:range(at, stop - at))
  end
  return stop
end

local function trailers(type, tvb, tree, values, at, limit)
  local stop = limit
  for i = #type.fields, 1, -1 do
    local field = type.fields[i]
    if field.trailer then
      local octets = field.bits and field.bits / 8
        or (field.extent == "Measured" and values[field.by]) or 0
      stop = stop - octets
      room(at, limit - stop, limit, field)
      if field.kind == "Number" then
        values[field.name] = add_number(tvb, tree, field, stop, 0, type.little)
      elseif octets > 0 then
        tree:add(field.proto, tvb:range(stop, octets))
      end
    end
  end
  return stop
end

-- Where a length fixes the end of the type: the whole of it, or up to its last field.
local function narrowed(type, field, value, starts, start, limit)
  local m = field.measures
  if not m then return limit end
  local final = type.fields[#type.fields]
  if m.from == "" then
    room(start, (value - m.bias) * m.unit, limit, field)
    return start + (value - m.bias) * m.unit
  elseif m.to == final.name and final.by ~= field.name and m.absent < 0 then
    local from = starts[m.from]
    if from then
      room(from, (value - m.bias) * m.unit, limit, field)
      return from + (value - m.bias) * m.unit
    end
    type.pending = { m = m, value = value, field = field }
  end
  return limit
end

local function plain(type, tvb, tree, start, limit, tag)
  local values, starts, at, bit, next_tag = { fields = type.fields }, {}, start, 0, nil
  local pending = nil
  for _, field in ipairs(type.fields) do
    if field.kind == "Tag" then
      values[field.name] = tag
    elseif not field.trailer then
      starts[field.name] = at
      if pending and pending.m.from == field.name then
        local octets = (pending.value - pending.m.bias) * pending.m.unit
        room(at, octets, limit, pending.field)
        limit, pending = at + octets, nil
      end
      if present(field, values, at, limit) then
        if field.bits and field.kind == "Number" then
          room(at, math.ceil((bit + field.bits) / 8), limit, field)
          local value = add_number(tvb, tree, field, at, bit, type.little)
          values[field.name] = value
          if field.next then next_tag = value end
          bit = bit + field.bits
          at, bit = at + math.floor(bit / 8), bit % 8
          type.pending = nil
          limit = narrowed(type, field, value, starts, start, limit)
          pending = type.pending or pending
        elseif field.bits then
          room(at, field.bits / 8, limit, field)
          tree:add(field.proto, tvb:range(at, field.bits / 8))
          at = at + field.bits / 8
        elseif field.extent == "Aligned" then
          local octets = (field.octets - (at - start) % field.octets) % field.octets
          room(at, octets, limit, field)
          at = at + octets
        elseif field.extent == "Rest" then
          local stop = trailers(type, tvb, tree, values, at, limit)
          variable(tvb, tree, field, values, starts, at, stop, tag)
          at = limit
        else
          at = variable(tvb, tree, field, values, starts, at, limit, tag)
        end
      end
    end
  end
  return at, next_tag
end

dissect = function(key, tvb, tree, at, limit, tag)
  local type = types[key]
  if type.peek then
    local octets = math.ceil((type.peek[1] + type.peek[2]) / 8)
    local case = type.short
    if at + octets <= limit then
      local value = value_of(tvb, at, type.peek[1], type.peek[2])
      case = type.cases[value] or type.otherwise
    end
    if not case then fail(type.title) end
    return dissect(case, tvb, tree, at, limit)
  elseif type.link then
    if not type.cases[tag] then fail(type.title) end
    return dissect(type.cases[tag], tvb, tree, at, limit, tag)
  end
  local branch = tree:add(proto, tvb:range(at, limit - at), type.title)
  local stop, next_tag = plain(type, tvb, branch, at, limit, tag)
  branch:set_len(stop - at)
  return stop, next_tag
end

local function register(root)
  local sub = Proto("holdfast_" .. root.table:gsub("%.", "_") .. root.value,
    "Holdfast " .. types[root.type].title .. " at " .. root.table .. " " .. root.value)
  function sub.dissector(tvb, pinfo, tree)
    local good, problem = pcall(dissect, root.type, tvb, tree, 0, tvb:len())
    if not good then
      local what = type(problem) == "table" and problem.what or tostring(problem)
      tree:add(proto, tvb:range()):add_proto_expert_info(malformed, "Malformed: " .. what)
    end
    pinfo.cols.protocol = "HOLDFAST"
    return tvb:len()
  end
  DissectorTable.get(root.table):add(root.value, sub)
end

for _, root in ipairs(roots) do register(root) end
